// Clusters that begin with logs, as in the paper's Figures 7 and 8: each log is given by the terms of its
// entries, payloads are `e<index>`, and every node begins in the highest term of any log.

import { type Entry, LOG_START, makeEntry, NO_REQUEST, NOBODY, type Term } from '../core/index.ts';
import type { SimulatedNode } from './simulated-node.ts';

/** The terms of a log's entries, from index 1 on. */
export type LogShape = readonly Term[];

/** What is wrong with a set of logs, as a sentence; undefined when Raft could have made them. */
export function logsProblem(logs: readonly LogShape[]): string | undefined {
  for (const [node, log] of logs.entries()) {
    for (const [offset, term] of log.entries()) {
      if (!Number.isSafeInteger(term) || term < 1) {
        return `terms are whole numbers from 1 (n${node} has ${term} at index ${offset + 1})`;
      }
      if (offset > 0 && term < log[offset - 1]) {
        return `terms never fall along a log (n${node} has ${term} after ${log[offset - 1]})`;
      }
    }
  }
  return clashingLogs(logs);
}

function clashingLogs(logs: readonly LogShape[]): string | undefined {
  for (let one = 0; one < logs.length; one++) {
    for (let other = one + 1; other < logs.length; other++) {
      const index = clashingIndex(logs[one], logs[other]);
      if (index > 0) {
        return `n${one} and n${other} both have ${index}@${logs[one][index - 1]} but differ before it; log matching forbids that`;
      }
    }
  }
  return undefined;
}

/** The first index with equal terms behind a difference; 0 when there is none. */
function clashingIndex(one: LogShape, other: LogShape): number {
  let differs = false;
  for (let offset = 0; offset < Math.min(one.length, other.length); offset++) {
    if (one[offset] !== other[offset]) differs = true;
    else if (differs) return offset + 1;
  }
  return 0;
}

/** Writes the given logs onto fresh disks. Equal prefixes share their entries. */
export function formatDisks(nodes: readonly SimulatedNode[], logs: readonly LogShape[]): void {
  if (logs.length === 0) return;
  const term = Math.max(0, ...logs.map((log) => log.at(-1) ?? 0));
  const shared = new Map<string, Entry>();
  for (const host of nodes) {
    const entries = buildLog(logs[host.id] ?? [], shared);
    host.disk.format({ term, votedFor: NOBODY, snapshot: null, base: LOG_START, entries });
  }
}

function buildLog(terms: LogShape, shared: Map<string, Entry>): Entry[] {
  const entries: Entry[] = [];
  let path = '';
  for (const [offset, term] of terms.entries()) {
    path += `/${term}`;
    let entry = shared.get(path);
    if (entry === undefined) {
      const previous = entries.at(-1)?.checksum ?? 0;
      const content = { command: `e${offset + 1}`, configuration: null, request: NO_REQUEST };
      entry = makeEntry(previous, offset + 1, term, { kind: 'command', ...content });
      shared.set(path, entry);
    }
    entries.push(entry);
  }
  return entries;
}
