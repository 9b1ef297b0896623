// Situations that clients see: reads, answers, and requests that take effect later or once.
// Source: paper section 8; thesis chapter 6.

import type { Client, Ended } from '../../client/index.ts';
import type { Entry, Node, Output } from '../../core/index.ts';
import type { ClientResponse } from '../packet.ts';
import type { ApplyResult } from '../state-machine.ts';
import type { Call, Memory, Reach } from './call.ts';

/** Before a node is asked by another one for a read. */
export function seeReadRequest(core: Node, reach: Reach): void {
  reach(core.role.kind === 'leader' ? 'read-through-follower' : 'read-asked-of-former-leader');
}

/** After a call: what became of reads. */
export function seeReads(call: Call): void {
  const { core, out, message, request, reach } = call;
  if (out.reads.count > 0) seeOutcomes(call, out);
  if (request?.ask.kind === 'read') seeOwnRead(call, request.ask.manner);
  const isAsked = request?.ask.kind === 'read' || message?.kind === 'read-request';
  if (!isAsked || core.role.kind !== 'leader') return;
  // Unknown is below every index.
  if ((core.role.reads.at(-1)?.readIndex ?? 0) < 0) reach('read-waits-for-first-commit');
}

function seeOutcomes({ core, before, reach }: Call, { reads }: Output): void {
  for (const outcome of reads) {
    if (outcome.ok && outcome.readIndex > core.handedOutIndex) reach('read-waits-for-apply');
    if (!outcome.ok && before.role === 'leader' && core.role.kind !== 'leader') {
      reach('read-fails-with-its-leader');
    }
  }
}

function seeOwnRead(call: Call, manner: 'index' | 'lease' | 'stale'): void {
  const { world, host, core, out, reach } = call;
  if (manner === 'stale') {
    const isBehind = host.machine.lastApplied < world.checker.committedIndex;
    if (isBehind) reach('stale-read-behind');
  } else if (manner === 'lease' && core.options.leaseReads && core.role.kind === 'leader') {
    reach(out.reads.count > 0 ? 'lease-read-at-once' : 'lease-run-out');
  }
}

/** Before a client takes an answer. */
export function seeClientAnswer(
  client: Client | undefined,
  { request, answer }: ClientResponse,
  memory: Memory,
  reach: Reach,
): void {
  const outstanding = client?.outstanding ?? null;
  if (outstanding === null || outstanding.request.sequence !== request.sequence) {
    reach('late-answer-ignored');
  }
  if (answer.ok) return;
  switch (answer.reason) {
    case 'not-leader':
      if (answer.leader >= 0) reach('client-redirected');
      else if (memory.led.size > 0) reach('no-leader-known');
      return;
    case 'transfer-in-progress':
      reach('request-refused-in-transfer');
      return;
    case 'change-in-progress':
      reach('change-refused-in-progress');
      return;
    case 'not-caught-up':
      reach('promotion-refused');
      return;
    case 'superseded':
      reach('request-superseded');
      return;
    case 'session-expired':
      reach('session-expired');
      return;
    default:
  }
}

/** A client's request has ended. */
export function seeEnd({ request, outcome }: Ended, memory: Memory, reach: Reach): void {
  if (outcome.status === 'error' && outcome.reason === 'cas-mismatch') reach('compare-fails');
  if (outcome.status !== 'unknown' || outcome.reason !== 'timed-out') return;
  reach('request-times-out');
  memory.givenUp.add(`${request.client}/${request.sequence}`);
}

/** A node has applied an entry. `hadEffect`: its state machine did what it says. */
export function seeApply(
  entry: Entry,
  result: ApplyResult,
  hadEffect: boolean,
  memory: Memory,
  reach: Reach,
): void {
  if (entry.kind !== 'command') return;
  if (result.outcome === 'done' && !hadEffect) reach('request-applied-once');
  if (!hadEffect || memory.givenUp.size === 0) return;
  const { client, sequence } = entry.request;
  if (memory.givenUp.has(`${client}/${sequence}`)) reach('effect-after-giving-up');
}
