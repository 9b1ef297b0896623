// The replicated state machine of the simulator: the last command's value, a map of keys, and the last
// request of each client with its result, so that a retried request takes effect once (paper section 8).

import type { Entry } from '../core/index.ts';
import { decodeCommand, isPlainValue } from './command.ts';

/** What applying a command answers. `mismatch`: a cas found another value, which is `value`; otherwise that is empty. */
export interface ApplyResult {
  readonly outcome: 'done' | 'mismatch';
  readonly value: string;
}

interface Served {
  sequence: number;
  result: ApplyResult;
}

const DONE: ApplyResult = { outcome: 'done', value: '' };

/** The volatile state a node builds by applying its committed entries in order. */
export class StateMachine {
  /** Value of the last command that took effect; undefined before the first. */
  data: string | undefined = undefined;
  /** Index of the last entry applied. */
  lastApplied = 0;
  private keys = new Map<string, string>();
  private served = new Map<number, Served>();
  /** Number of commands that took effect. */
  effects = 0;

  /** The value of a key, if it was ever written. */
  valueOf(key: string): string | undefined {
    return this.keys.get(key);
  }

  /** Applies one entry. A request that was applied before answers what it answered then, without effect. */
  apply(entry: Entry): ApplyResult {
    this.lastApplied = entry.index;
    if (entry.kind !== 'command') return DONE;
    const { client, sequence } = entry.request;
    const served = sequence === 0 ? undefined : this.served.get(client);
    if (served !== undefined && sequence <= served.sequence) return served.result;
    const result = this.execute(entry.command);
    if (served !== undefined) {
      served.sequence = sequence;
      served.result = result;
    } else if (sequence !== 0) {
      this.served.set(client, { sequence, result });
    }
    return result;
  }

  copy(): StateMachine {
    const copy = new StateMachine();
    copy.data = this.data;
    copy.lastApplied = this.lastApplied;
    copy.effects = this.effects;
    copy.keys = new Map(this.keys);
    copy.served = new Map([...this.served].map(([client, served]) => [client, { ...served }]));
    return copy;
  }

  private execute(text: string): ApplyResult {
    if (isPlainValue(text)) return this.store(undefined, text);
    const command = decodeCommand(text);
    switch (command.kind) {
      case 'value':
        return this.store(undefined, command.value);
      case 'write':
        return this.store(command.key, command.value);
      case 'cas': {
        const found = this.keys.get(command.key) ?? '';
        if (found !== command.from) return { outcome: 'mismatch', value: found };
        return this.store(command.key, command.to);
      }
    }
  }

  private store(key: string | undefined, value: string): ApplyResult {
    if (key !== undefined) this.keys.set(key, value);
    this.data = value;
    this.effects += 1;
    return DONE;
  }
}
