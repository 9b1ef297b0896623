// Why a node refused a vote or entries, in words and with the numbers that decided.

import { type AppendRequest, type CoreEvent, type Node, NOBODY } from '../core/index.ts';
import { endpointName, positionName } from './endpoint.ts';
import type { VoteRefused } from './simulated-node.ts';

/** What there is to know of a refused vote, looked at while the refuser is still as it was. */
export function voteRefusedBy(
  core: Node,
  event: Extract<CoreEvent, { kind: 'vote-refused' }>,
  tick: number,
): VoteRefused {
  const { reason, term, pre, lastLogIndex, lastLogTerm } = event;
  // Field by field: in many storms somebody asks for a vote in every tick, and is refused.
  return {
    tick,
    reason,
    term,
    pre,
    theirs: { index: lastLogIndex, term: lastLogTerm },
    ours: { index: core.log.lastIndex, term: core.log.lastTerm },
    refuser: core.id,
    ownTerm: core.currentTerm,
    votedFor: core.votedFor,
    leader: core.role.kind === 'leader' ? core.id : core.leaderId,
    leads: core.role.kind === 'leader',
    unheardTicks: core.electionElapsed,
    patienceTicks: core.options.electionTimeoutTicksMin,
  };
}

/** Why a vote was refused, as a clause about the refuser: `its log is longer, 3@2 over 2@2`. */
export function refusalText(refused: VoteRefused): string {
  const { reason, term, ours, theirs, refuser, ownTerm, votedFor } = refused;
  switch (reason) {
    case 'stale-term':
      return `its own term, ${ownTerm}, is higher than ${refused.pre ? term - 1 : term}`;
    case 'hears-leader':
      return hearingText(refused);
    case 'voted':
      return `it voted for ${votedFor === refuser ? 'itself' : endpointName(votedFor)} in term ${ownTerm}`;
    case 'log-behind': {
      const how = ours.term > theirs.term ? 'newer' : 'longer';
      return `its log is ${how}, ${positionName(ours.index, ours.term)} over ${positionName(theirs.index, theirs.term)}`;
    }
  }
}

function hearingText({ leader, leads, unheardTicks, patienceTicks }: VoteRefused): string {
  if (leads) return 'it leads itself';
  if (leader === NOBODY) return 'it has just started, and may have promised a leader to wait';
  const name = endpointName(leader);
  const ago = unheardTicks === 1 ? '1 tick' : `${unheardTicks} ticks`;
  const heard =
    unheardTicks === 0 ? `has just heard of leader ${name}` : `heard of leader ${name} ${ago} ago`;
  return `it ${heard}, and waits ${patienceTicks} ticks at least`;
}

/**
 * Why entries were refused, as said of the refuser. `request` is what it refused; without it, only the
 * reason and the place are told.
 */
export function appendRefusalText(
  core: Node,
  event: Extract<CoreEvent, { kind: 'append-refused' }>,
  request: AppendRequest | undefined,
): string {
  const { index, reason } = event;
  const leader = endpointName(event.leader);
  if (request === undefined) return `refuses entries of ${leader} (${reason}) at index ${index}`;
  const { prevLogIndex, prevLogTerm, term } = request;
  switch (reason) {
    case 'stale-term':
      return `refuses entries of ${leader}: its own term, ${core.currentTerm}, is higher than ${term}`;
    case 'log-mismatch': {
      const hint = core.log.lastIndexWithTermAtMost(prevLogIndex, prevLogTerm);
      const agree = positionName(hint, core.log.termAt(hint) ?? 0);
      const place = positionName(prevLogIndex, prevLogTerm);
      return `refuses entries of ${leader} behind ${place}: ${misfitText(core, prevLogIndex)}; they may agree up to ${agree}`;
    }
    default:
      return `refuses entries of ${leader}: entry ${index} does not fit its checksum`;
  }
}

/** What stands where the leader means another entry to stand. */
function misfitText({ log }: Node, index: number): string {
  const { lastIndex, lastTerm } = log;
  if (lastIndex === 0) return 'its log is empty';
  return index > lastIndex
    ? `its log ends at ${positionName(lastIndex, lastTerm)}`
    : `it has ${positionName(index, log.termAt(index) ?? 0)} there`;
}
