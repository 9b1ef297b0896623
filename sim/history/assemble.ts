// From events, as files have them, to operations: calls and returns are paired by process.

import { fieldOf, type Form, wordOf } from './form.ts';
import type { HistoryCall, HistoryOperation, HistoryOutcome, HistoryValue } from './operation.ts';

/** Operations, or what is wrong and where. */
export type Assembled =
  | { readonly ok: true; readonly operations: readonly HistoryOperation[] }
  | { readonly ok: false; readonly at: number; readonly message: string };

/** Pairs calls with returns. `times` and `lines` are those of the forms. */
export function assemble(
  forms: readonly Form[],
  times: readonly number[],
  lines: readonly number[],
  keyed: boolean,
): Assembled {
  const assembly = new Assembly(keyed || areTuples(forms));
  forms.forEach((form, offset) => assembly.add(form, times[offset], lines[offset]));
  return assembly.end();
}

const RETURNS = ['ok', 'fail', 'info'];
const FUNCTIONS = ['read', 'write', 'cas'];

/** Everybody who is no client. */
const NEMESIS = 'nemesis';

/**
 * Whether every value is a pair of a key and a value, as `jepsen.independent` makes them: of a cas a key and
 * a list, of a read or write a list of two.
 */
function areTuples(forms: readonly Form[]): boolean {
  let pairs = 0;
  for (const form of forms) {
    const type = wordOf(fieldOf(form, 'type'));
    const f = wordOf(fieldOf(form, 'f'));
    if ((type !== 'invoke' && type !== 'ok') || f === undefined || !FUNCTIONS.includes(f)) continue;
    if (wordOf(fieldOf(form, 'process')) === NEMESIS) continue;
    const value = fieldOf(form, 'value');
    if (value?.kind !== 'list' || value.items.length !== 2) return false;
    if (f === 'cas' && value.items[1].kind !== 'list') return false;
    pairs += 1;
  }
  return pairs > 0;
}

/** An operation whose return has not come. */
interface Open {
  readonly offset: number;
  readonly line: number;
  readonly f: string;
}

interface Event {
  readonly process: number | string;
  readonly type: string;
  readonly f: string;
  readonly key: HistoryValue;
  readonly value: Form | undefined;
  readonly stale: boolean;
  readonly at: number;
}

class Assembly {
  private readonly keyed: boolean;
  private readonly operations: HistoryOperation[] = [];
  private readonly open = new Map<number | string, Open>();
  private problem: { at: number; message: string } | undefined;

  constructor(keyed: boolean) {
    this.keyed = keyed;
  }

  add(form: Form, time: number, line: number): void {
    if (this.problem !== undefined) return;
    const event = this.eventOf(form);
    if (event === undefined) return;
    if (event.type === 'invoke') this.invoke(event, time, line);
    else this.complete(event, time);
  }

  end(): Assembled {
    if (this.problem !== undefined) return { ok: false, ...this.problem };
    return { ok: true, operations: this.operations };
  }

  private refuse(at: number, message: string): undefined {
    this.problem ??= { at, message };
    return undefined;
  }

  /** An event's parts; undefined for the nemesis and after a problem. */
  private eventOf(form: Form): Event | undefined {
    const { at } = form;
    if (form.kind !== 'map') return this.refuse(at, 'an event must be an object or a map');
    const process = processOf(fieldOf(form, 'process'));
    if (process === NEMESIS) return undefined;
    if (process === undefined) {
      const given = fieldOf(form, 'process')?.at ?? at;
      return this.refuse(given, 'an event needs a process, a whole number or a name');
    }
    const typeForm = fieldOf(form, 'type');
    const type = wordOf(typeForm) ?? '';
    if (type !== 'invoke' && !RETURNS.includes(type)) {
      return this.refuse(typeForm?.at ?? at, 'the type must be invoke, ok, fail or info');
    }
    const fForm = fieldOf(form, 'f');
    const f = wordOf(fForm) ?? '';
    if (!FUNCTIONS.includes(f)) {
      return this.refuse(
        fForm?.at ?? at,
        'f must be read, write or cas: only registers are judged',
      );
    }
    const stale = fieldOf(form, 'stale');
    const isStale = stale?.kind === 'plain' && stale.text === 'true';
    const { key, value } = this.valueOf(form, type);
    const event = { process, type, f, key, value, stale: isStale, at };
    return this.problem === undefined ? event : undefined;
  }

  /** The value, and the key: a field of its own, or the first of a pair. */
  private valueOf(form: Form, type: string): { key: HistoryValue; value: Form | undefined } {
    const value = fieldOf(form, 'value');
    const keyForm = fieldOf(form, 'key');
    const key = keyForm === undefined ? null : this.scalar(keyForm, 'a key');
    if (!this.keyed) return { key: key ?? null, value };
    if (value?.kind === 'list' && value.items.length === 2) {
      return { key: this.scalar(value.items[0], 'a key') ?? null, value: value.items[1] };
    }
    // What an operation that failed has for a value does not matter.
    if (type === 'invoke' || type === 'ok') {
      this.refuse(value?.at ?? form.at, 'here must be a pair of a key and a value');
    }
    return { key: null, value: undefined };
  }

  private invoke(event: Event, time: number, line: number): void {
    const { process, key, f, stale, at } = event;
    const open = this.open.get(process);
    if (open !== undefined) {
      const started = `its ${open.f} of line ${open.line}`;
      this.refuse(at, `${nameOf(process)} calls ${f} while ${started} is still open`);
      return;
    }
    const call = this.callOf(event);
    if (call === undefined) return;
    this.open.set(process, { offset: this.operations.length, line, f });
    // Plain fields: this is made for every operation of a file.
    this.operations.push({
      process,
      key,
      call,
      invokedAt: time,
      returnedAt: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      result: null,
      stale,
    });
  }

  private complete(event: Event, time: number): void {
    const { process, type, f, stale, at } = event;
    const open = this.open.get(process);
    if (open === undefined) {
      this.refuse(at, `${nameOf(process)} returns from a ${f} that it did not call`);
      return;
    }
    if (open.f !== f) {
      this.refuse(
        at,
        `${nameOf(process)} returns from a ${f}, but line ${open.line} calls ${open.f}`,
      );
      return;
    }
    this.open.delete(process);
    const called = this.operations[open.offset];
    const outcome = OUTCOMES[type];
    let result: HistoryValue = null;
    if (outcome === 'ok') {
      this.compare(event, called, open.line);
      if (called.call.kind === 'read') result = this.resultOf(event);
    }
    this.operations[open.offset] = {
      process,
      key: called.key,
      call: called.call,
      invokedAt: called.invokedAt,
      returnedAt: time,
      outcome,
      result,
      stale: called.stale || stale,
    };
  }

  /** What a read returned; nil must be written, as nothing may mean that the file is damaged. */
  private resultOf({ value, at }: Event): HistoryValue {
    if (value === undefined) return this.refuse(at, 'the value of this read is missing') ?? null;
    return this.scalar(value, 'the value of a read') ?? null;
  }

  /** A return must not contradict its call. */
  private compare(event: Event, { key, call }: HistoryOperation, line: number): void {
    if (event.key !== null && event.key !== key) {
      this.refuse(event.at, `the key is not that of the call in line ${line}`);
    }
    const { value } = event;
    if (call.kind === 'read' || value === undefined || value.kind === 'nil') return;
    const returned = this.callOf(event);
    if (returned === undefined || isSameCall(returned, call)) return;
    this.refuse(value.at, `the value is not that of the call in line ${line}`);
  }

  private callOf({ f, value, at }: Event): HistoryCall | undefined {
    if (f === 'read') return { kind: 'read' };
    if (value === undefined) return this.refuse(at, `a ${f} needs a value`);
    if (f === 'write') {
      const written = this.scalar(value, 'the value of a write');
      return written === undefined ? undefined : { kind: 'write', value: written };
    }
    if (value.kind !== 'list' || value.items.length !== 2) {
      return this.refuse(value.at, 'the value of a cas must be a list of two: from and to');
    }
    const [from, to] = value.items.map((item) => this.scalar(item, 'the value of a cas'));
    return from === undefined || to === undefined ? undefined : { kind: 'cas', from, to };
  }

  /** A value as text; undefined after a problem. */
  private scalar(form: Form, what: string): HistoryValue | undefined {
    switch (form.kind) {
      case 'nil':
        return null;
      case 'plain':
        return form.text;
      case 'keyword':
        return `:${form.text}`;
      case 'text':
        // Quoted where it could be taken for something else.
        return /^[A-Za-z_][\w-]*$/.test(form.text) && !RESERVED.includes(form.text)
          ? form.text
          : JSON.stringify(form.text);
      case 'list':
      case 'map':
        return this.refuse(
          form.at,
          `${what} must be a number, a text, a keyword or nil${this.advice()}`,
        );
    }
  }

  private advice(): string {
    return this.keyed ? '' : '; if values are pairs of a key and a value, all must be';
  }
}

function isSameCall(a: HistoryCall, b: HistoryCall): boolean {
  if (a.kind === 'write' && b.kind === 'write') return a.value === b.value;
  return a.kind === 'cas' && b.kind === 'cas' && a.from === b.from && a.to === b.to;
}

const RESERVED = ['nil', 'null', 'true', 'false'];

const OUTCOMES: Readonly<Record<string, HistoryOutcome>> = {
  ok: 'ok',
  fail: 'fail',
  info: 'unknown',
};

function processOf(form: Form | undefined): number | string | undefined {
  if (form?.kind === 'plain' && /^-?\d{1,15}$/.test(form.text)) return Number(form.text);
  if (form?.kind === 'text' && form.text !== '') return form.text;
  // Other keywords than the nemesis name other helpers of a test.
  return form?.kind === 'keyword' ? NEMESIS : undefined;
}

function nameOf(process: number | string): string {
  return typeof process === 'number' ? `process ${process}` : process;
}
