// The replicated state machine of the simulator: the last command's value, a map of keys, and the client
// sessions. Its state goes into snapshots as text, and has a digest that costs the same whatever its size. A
// machine of one's own takes the place of the keys; sessions and answers stay the simulator's business.

import type { Applied } from '../client/index.ts';
import { type Entry, type RequestId, SessionTable } from '../core/index.ts';
import { commandText, decodeCommand, isPlainValue } from './command.ts';
import { isJudge } from './endpoint.ts';
import { foldNumber, foldText } from './hash.ts';
import {
  appliedState,
  initialState,
  type MachineDefinition,
  type OwnState,
  readState,
  restoredState,
} from './own-machine.ts';

/** What applying an entry came to. `expired`: its session is over, and it had no effect. */
export type ApplyResult = Applied | { readonly outcome: 'expired'; readonly value: string };

const DONE: Applied = { outcome: 'done', value: '' };
const EXPIRED: ApplyResult = { outcome: 'expired', value: '' };

/** Sessions a state machine remembers unless a cluster says otherwise. */
export const SESSIONS_DEFAULT = 1000;

/** The volatile state a node builds by applying its committed entries in order. */
export class StateMachine {
  /** Value of the last command that took effect, or what a machine of one's own answered it; undefined before the first. */
  data: string | undefined = undefined;
  /** Index of the last entry applied. */
  lastApplied = 0;
  /** Number of commands that took effect. */
  effects = 0;
  /** Over all of the state: equal states have equal digests. */
  digest = 0;
  private keys = new Map<string, string>();
  private sessions: SessionTable;
  /** What each session, and the value of the last command, add to the digest. */
  private sessionDigests = new Map<number, number>();
  private dataDigest = 0;
  /** The machine in the place of the keys; null for the built-in one. */
  private own: OwnState | null = null;

  constructor(sessionsMax = SESSIONS_DEFAULT, definition: MachineDefinition | null = null) {
    this.sessions = new SessionTable(sessionsMax);
    if (definition !== null) this.takeOwn(initialState(definition));
  }

  /** The value of a key, if it was ever written; what a machine of one's own answers when it is read. */
  valueOf(key: string): string | undefined {
    return this.own === null ? this.keys.get(key) : readState(this.own, key);
  }

  /** The state of a machine of one's own; undefined with the built-in one. */
  get ownState(): unknown {
    return this.own?.state;
  }

  /** The keys that were ever written, in the order of their first write. */
  get keyNames(): readonly string[] {
    return [...this.keys.keys()];
  }

  /** Applies one entry. A request that was applied before answers what it answered then, without effect. */
  apply(entry: Entry): ApplyResult {
    this.lastApplied = entry.index;
    if (entry.kind !== 'command') return DONE;
    const { request } = entry;
    const check = this.sessions.check(request);
    if (check.kind === 'duplicate') return resultOf(check.response);
    if (check.kind === 'expired') return EXPIRED;
    const result =
      this.own === null ? this.execute(entry.command) : this.executeOwn(this.own, entry);
    this.noteSession(request, responseOf(result));
    return result;
  }

  /** The whole state as text; equal states have equal texts. */
  toText(): string {
    const { data = null, lastApplied, effects } = this;
    const { capacity } = this.sessions;
    const sessions = this.sessions.entries();
    const keys = [...this.keys];
    const own = this.own === null ? {} : { own: this.own.text };
    return JSON.stringify({ data, lastApplied, effects, keys, capacity, sessions, ...own });
  }

  /** The inverse of `toText`, for the same definition. */
  static ofText(text: string, definition: MachineDefinition | null = null): StateMachine {
    const read = JSON.parse(text) as {
      data: string | null;
      lastApplied: number;
      effects: number;
      keys: [string, string][];
      capacity: number;
      sessions: [number, number, string][];
      own?: string;
    };
    const machine = new StateMachine(read.capacity);
    machine.data = read.data ?? undefined;
    machine.lastApplied = read.lastApplied;
    machine.effects = read.effects;
    machine.keys = new Map(read.keys);
    machine.sessions = SessionTable.of(read.capacity, read.sessions);
    machine.dataDigest = read.data === null ? 0 : foldText(1, read.data);
    for (const session of read.sessions) {
      machine.sessionDigests.set(session[0], sessionDigest(...session));
    }
    machine.digest = machine.wholeDigest();
    if (definition !== null) machine.takeOwn(restoredState(definition, read.own ?? 'null'));
    return machine;
  }

  copy(): StateMachine {
    const copy = new StateMachine(this.sessions.capacity);
    copy.data = this.data;
    copy.lastApplied = this.lastApplied;
    copy.effects = this.effects;
    copy.digest = this.digest;
    copy.keys = new Map(this.keys);
    copy.sessions = this.sessions.copy();
    copy.sessionDigests = new Map(this.sessionDigests);
    copy.dataDigest = this.dataDigest;
    copy.own = this.own;
    return copy;
  }

  /** Puts a state in the place of the one before. */
  private takeOwn(own: OwnState): void {
    if (this.own !== null) this.digest ^= foldText(4, this.own.text);
    this.own = own;
    this.digest ^= foldText(4, own.text);
  }

  private executeOwn(own: OwnState, { command, request }: Entry): Applied {
    // Judges write to see whether writes go through; the machine need not know their command.
    if (isJudge(request.client)) return DONE;
    const { after, result } = appliedState(own, commandText(command));
    this.takeOwn(after);
    this.noteData(result.value);
    return result;
  }

  private wholeDigest(): number {
    let digest = this.dataDigest;
    for (const [key, value] of this.keys) digest ^= keyDigest(key, value);
    for (const session of this.sessionDigests.values()) digest ^= session;
    return digest;
  }

  private noteSession(request: RequestId, response: string): void {
    const { client, sequence } = request;
    if (sequence === 0) return;
    const forgotten = this.sessions.record(request, response);
    const digest = sessionDigest(client, sequence, response);
    this.digest ^= (this.sessionDigests.get(client) ?? 0) ^ digest;
    this.sessionDigests.set(client, digest);
    if (forgotten >= 0) this.noteForgotten(forgotten);
  }

  private noteForgotten(client: number): void {
    const digest = sessionDigest(client, 0, '');
    this.digest ^= (this.sessionDigests.get(client) ?? 0) ^ digest;
    this.sessionDigests.set(client, digest);
  }

  private execute(text: string): Applied {
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

  private store(key: string | undefined, value: string): Applied {
    if (key !== undefined) {
      const before = this.keys.get(key);
      if (before !== undefined) this.digest ^= keyDigest(key, before);
      this.keys.set(key, value);
      this.digest ^= keyDigest(key, value);
    }
    this.noteData(value);
    return DONE;
  }

  private noteData(value: string): void {
    this.data = value;
    const digest = foldText(1, value);
    this.digest ^= this.dataDigest ^ digest;
    this.dataDigest = digest;
    this.effects += 1;
  }
}

function keyDigest(key: string, value: string): number {
  return foldText(foldText(2, key), value);
}

function sessionDigest(client: number, sequence: number, response: string): number {
  return foldText(foldNumber(foldNumber(3, client), sequence), response);
}

/** A result as the session remembers it. */
function responseOf({ outcome, value }: Applied): string {
  if (outcome === 'mismatch') return `!${value}`;
  return value === '' ? '' : `=${value}`;
}

function resultOf(response: string): Applied {
  if (response === '') return DONE;
  return { outcome: response.startsWith('!') ? 'mismatch' : 'done', value: response.slice(1) };
}
