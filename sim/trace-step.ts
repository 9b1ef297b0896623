// Tells the trace what a call of the core changed, by comparing the node before and after (never by asking it).

import { type Entry, type LogIndex, type Node, NOBODY, type RequestId } from '../core/index.ts';
import { entryText, requestName } from './describe.ts';
import { endpointName } from './endpoint.ts';
import { requestsOf } from './packet.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { ApplyResult } from './state-machine.ts';
import type { ApplyOutcome, LogEnd, TraceChange } from './trace-change.ts';
import type { World } from './world.ts';

/** Records changes of term, vote, role, log and commitIndex. `changedFrom` is 0 when the log is as it was. */
export function traceStep(
  world: World,
  host: SimulatedNode,
  core: Node,
  changedFrom: LogIndex,
): void {
  const { before } = world;
  const { currentTerm: term, votedFor: candidate } = core;
  if (term !== before.term) {
    const text = `enters term ${term}, from ${before.term}`;
    world.record(host.id, 'term', text, { kind: 'term', from: before.term, to: term });
  }
  if (candidate !== before.votedFor && candidate !== NOBODY) {
    const whom = candidate === host.id ? 'itself' : endpointName(candidate);
    const text = `votes for ${whom} in term ${term}`;
    world.record(host.id, 'vote', text, { kind: 'vote', candidate, term });
  }
  if (core.role.kind !== before.role) {
    const { kind: to } = core.role;
    const text = `becomes ${to} in term ${term}${whyRole(world, core)}`;
    world.record(host.id, 'role', text, { kind: 'role', from: before.role, to, term });
  }
  if (changedFrom > 0) traceLog(world, host, core, changedFrom);
  if (core.commitIndex !== before.commitIndex) traceCommit(world, host, core);
}

/** Why a node follows, where the comparison shows it; empty otherwise. */
function whyRole({ before }: World, core: Node): string {
  const { role, currentTerm, leaderId } = core;
  if (role.kind !== 'follower') return '';
  if (leaderId !== NOBODY) return `: ${endpointName(leaderId)} leads it`;
  return currentTerm > before.term ? `: it is higher than ${before.term}` : '';
}

function traceCommit(world: World, host: SimulatedNode, core: Node): void {
  const { commitIndex: from } = world.before;
  const { commitIndex: to } = core;
  world.trace?.record(world.now, {
    kind: 'commit',
    node: host.id,
    text: `commits up to ${to}, from ${from}`,
    requests: requestsBehind(core, from, to),
    change: { kind: 'commit', from, to },
  });
}

/** The requests of a node's entries behind `from`, up to `to`. */
export function requestsBehind({ log }: Node, from: LogIndex, to: LogIndex): readonly RequestId[] {
  const entries: Entry[] = [];
  for (let index = Math.max(from, log.baseIndex) + 1; index <= to; index++) {
    const entry = log.entryAt(index);
    if (entry !== undefined) entries.push(entry);
  }
  return requestsOf(entries);
}

/** Where a node's log ends. */
export function logEnd({ log }: Node): LogEnd {
  return { index: log.lastIndex, term: log.lastTerm };
}

function traceLog(world: World, host: SimulatedNode, core: Node, changedFrom: LogIndex): void {
  const { before } = world;
  if (changedFrom <= before.lastIndex) {
    const text = `cuts its log off from index ${changedFrom}; it ended at ${before.lastIndex}`;
    const end = { index: changedFrom - 1, term: core.log.termAt(changedFrom - 1) ?? 0 };
    world.record(host.id, 'truncate', text, {
      kind: 'truncate',
      from: changedFrom,
      to: before.lastIndex,
      end,
    });
  }
  const proposed = core.role.kind === 'leader';
  for (let index = changedFrom; index <= core.log.lastIndex; index++) {
    const entry = core.log.entryAt(index);
    if (entry === undefined) continue;
    world.trace?.record(world.now, {
      kind: 'append',
      node: host.id,
      text: `appends ${entryText(entry)}`,
      request: entry.request,
      change: { kind: 'append', index, term: entry.term, proposed },
    });
  }
}

/** Tells how a node starts, unless it is new and knows nothing. */
export function traceStart(world: World, host: SimulatedNode, core: Node): void {
  const { role, currentTerm: term, votedFor, commitIndex } = core;
  const end = logEnd(core);
  const isFirst = host.incarnation === 1;
  if (isFirst && term === 0 && end.index === 0) return;
  const entries = end.index === 1 ? '1 entry' : `${end.index} entries`;
  const change: TraceChange = { kind: 'start', role: role.kind, term, votedFor, end, commitIndex };
  const text = `starts in term ${term} with ${entries}`;
  world.record(host.id, isFirst ? 'note' : 'fault', text, change);
}

/** What applying an entry came to. */
export function outcomeOf(entry: Entry, result: ApplyResult, hadEffect: boolean): ApplyOutcome {
  if (result.outcome !== 'done') return result.outcome;
  return entry.kind === 'command' && !hadEffect ? 'again' : 'done';
}

/** The same, as the end of a sentence; empty when it was simply done. */
export function outcomeText(entry: Entry, outcome: ApplyOutcome, { value }: ApplyResult): string {
  switch (outcome) {
    case 'done':
      return '';
    case 'again':
      return `, without effect: ${requestName(entry.request)} was done before`;
    case 'mismatch':
      return `, without effect: the value is ${value === '' ? 'unset' : value}`;
    case 'expired':
      return ', without effect: its session is over';
  }
}
