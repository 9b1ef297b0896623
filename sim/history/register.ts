// The register: read, write, compare and set. Values become small numbers once, before the search.

import { type Model, type PreparedModel, REJECTED, ROLE } from './model.ts';
import type { HistoryOperation, HistoryValue } from './operation.ts';

/** A register that starts as nil. Source: Herlihy and Wing, "Linearizability", section 2.1. */
export const REGISTER: Model = { prepare, withoutIdle };

const READ = 0;
const WRITE = 1;
const CAS = 2;
const MISMATCH = 3;

/** Numbers for values, in the order in which they are met; 0 is nil. */
class ValueCodes {
  private readonly codes = new Map<HistoryValue, number>([[null, 0]]);

  of(value: HistoryValue): number {
    const known = this.codes.get(value);
    if (known !== undefined) return known;
    this.codes.set(value, this.codes.size);
    return this.codes.size - 1;
  }

  get count(): number {
    return this.codes.size;
  }
}

function prepare(operations: readonly HistoryOperation[]): PreparedModel {
  const codes = new ValueCodes();
  const kinds = new Uint8Array(operations.length);
  const wanted = new Int32Array(operations.length);
  const written = new Int32Array(operations.length);
  operations.forEach(({ call, outcome, result }, position) => {
    if (call.kind === 'read') {
      kinds[position] = READ;
      wanted[position] = codes.of(result);
    } else if (call.kind === 'write') {
      kinds[position] = WRITE;
      written[position] = codes.of(call.value);
    } else {
      kinds[position] = outcome === 'mismatch' ? MISMATCH : CAS;
      wanted[position] = codes.of(call.from);
      written[position] = codes.of(call.to);
    }
  });
  return {
    initial: 0,
    // The last one stands for every value that no operation names.
    states: codes.count + 1,
    roles: kinds.map((kind, position) => roleOf(kind, wanted[position] === written[position])),
    finds: wanted.map((code, position) => (isFinding(kinds[position]) ? code : -1)),
    effects: effectsOf(kinds, wanted, written),
    step: (state, position) => {
      switch (kinds[position]) {
        case READ:
          return state === wanted[position] ? state : REJECTED;
        case WRITE:
          return written[position];
        case CAS:
          return state === wanted[position] ? written[position] : REJECTED;
        default:
          return state === wanted[position] ? REJECTED : state;
      }
    },
  };
}

function isFinding(kind: number): boolean {
  return kind === READ || kind === CAS;
}

function roleOf(kind: number, changesNothing: boolean): number {
  if (kind === WRITE) return ROLE.blind;
  return kind === CAS && !changesNothing ? ROLE.conditional : ROLE.observer;
}

function effectsOf(kinds: Uint8Array, wanted: Int32Array, written: Int32Array): Int32Array {
  const numbers = new Map<string, number>();
  return new Int32Array(kinds.length).map((_, position) => {
    const name = `${kinds[position]} ${wanted[position]} ${written[position]}`;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/**
 * Leaves out unknown operations whose value nobody looks for: had one taken effect, the next effect would
 * have hidden it. A cas that found another value may have found any, so beside one nothing is left out.
 */
function withoutIdle(operations: readonly HistoryOperation[]): readonly HistoryOperation[] {
  if (operations.some(({ outcome }) => outcome === 'mismatch')) return operations;
  let kept = operations;
  for (;;) {
    const lookedFor = valuesLookedFor(kept);
    const rest = kept.filter(
      (operation) => operation.outcome !== 'unknown' || lookedFor.has(valueLeft(operation)),
    );
    if (rest.length === kept.length) return kept;
    // Leaving out a cas takes away who looked for its first value.
    kept = rest;
  }
}

/** The value that an operation leaves in place of another; undefined when it leaves what it finds. */
export function valueLeft({ call, outcome }: HistoryOperation): HistoryValue | undefined {
  if (call.kind === 'write') return call.value;
  if (call.kind === 'read' || outcome === 'mismatch' || call.from === call.to) return undefined;
  return call.to;
}

/** The value that an operation must find to end as it did; undefined when any will do. */
export function valueFound({ call, outcome, result }: HistoryOperation): HistoryValue | undefined {
  if (call.kind === 'read') return result;
  return call.kind === 'cas' && outcome !== 'mismatch' ? call.from : undefined;
}

function valuesLookedFor(operations: readonly HistoryOperation[]): Set<HistoryValue | undefined> {
  const found = new Set<HistoryValue | undefined>();
  for (const operation of operations) {
    const value = valueFound(operation);
    if (value !== undefined) found.add(value);
  }
  return found;
}
