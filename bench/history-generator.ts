// Histories with a fixed seed, like those that Jepsen recorded of etcd: five processes that read, write and
// compare-and-set one register, a tenth of what they do never answered. The register is atomic: an operation
// takes effect at one moment between its call and its return, so a history is linearizable by construction.

import seedrandom from 'seedrandom';

/** What a history is like. */
export interface HistoryShape {
  readonly operations: number;
  readonly processes: number;
  /** Values run from 0 to below this; `unique` gives every write a value of its own. */
  readonly values: number | 'unique';
  /** Of a hundred operations, how many are never answered. */
  readonly unknownPercent: number;
  /** Of a hundred reads, how many are answered from an old copy, which is what makes violations. */
  readonly stalePercent: number;
}

/** Like those of etcd. */
export const ETCD_LIKE: HistoryShape = {
  ...{ operations: 170, processes: 5, values: 5, unknownPercent: 10, stalePercent: 0 },
};

/** An event, as a line of a history has it. */
export interface HistoryEvent {
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: 'read' | 'write' | 'cas';
  readonly value: number | null | readonly [number, number];
}

interface Running {
  readonly f: HistoryEvent['f'];
  readonly value: HistoryEvent['value'];
  /** How it will be answered, once it has taken effect. */
  answer: HistoryEvent | undefined;
}

/** The events of one history. */
export function generateHistory(seed: string, shape: HistoryShape): HistoryEvent[] {
  const random = seedrandom.alea(seed);
  const below = (count: number): number => (random.int32() >>> 0) % count;
  const events: HistoryEvent[] = [];
  const running = new Map<number, Running>();
  const processes = Array.from({ length: shape.processes }, (_, process) => process);
  let register: number | null = null;
  let copy: number | null = null;
  let called = 0;
  let lastValue = 0;
  const newValue = (): number => (shape.values === 'unique' ? ++lastValue : below(shape.values));

  const call = (process: number): void => {
    const f = (['read', 'write', 'cas'] as const)[below(3)];
    // A cas that expects a value drawn from all of many would never find it.
    const expected = shape.values === 'unique' ? (register ?? 0) : below(shape.values);
    const value =
      f === 'read' ? null : f === 'write' ? newValue() : ([expected, newValue()] as const);
    events.push({ process, type: 'invoke', f, value });
    running.set(process, { f, value, answer: undefined });
    called += 1;
  };
  const takeEffect = (process: number, { f, value }: Running): HistoryEvent => {
    const before = register;
    if (typeof value === 'number') register = value;
    if (value !== null && typeof value === 'object') {
      if (register !== value[0]) return { process, type: 'fail', f, value };
      register = value[1];
    }
    // The copy learns of every third change.
    if (register !== before && below(3) === 0) copy = before;
    if (f !== 'read') return { process, type: 'ok', f, value };
    return { process, type: 'ok', f, value: below(100) < shape.stalePercent ? copy : register };
  };
  const crash = (slot: number, process: number, { f, value, answer }: Running): void => {
    if (answer === undefined && below(2) === 0) takeEffect(process, { f, value, answer });
    events.push({ process, type: 'info', f, value });
    running.delete(process);
    processes[slot] = Math.max(...processes) + 1;
  };

  while (called < shape.operations || running.size > 0) {
    const slot = below(shape.processes);
    const process = processes[slot];
    const own = running.get(process);
    if (own === undefined) {
      if (called < shape.operations) call(process);
    } else if (own.answer === undefined) {
      if (below(100) < shape.unknownPercent) crash(slot, process, own);
      else own.answer = takeEffect(process, own);
    } else {
      events.push(own.answer);
      running.delete(process);
    }
  }
  return events;
}

/** Events as JSON lines. */
export function jsonLines(events: readonly HistoryEvent[]): string {
  return events.map((event, index) => `${JSON.stringify({ ...event, index })}\n`).join('');
}
