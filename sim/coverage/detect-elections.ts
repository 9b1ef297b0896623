// Situations of elections and of handing over. Source: paper sections 5.1 and 5.2; thesis chapters 3, 4, 6, 9.

import type { CoreEvent, Message, Node } from '../../core/index.ts';
import { isJoint, isMember } from '../majority.ts';
import { type Call, isElected, type Memory, type Reach } from './call.ts';

/** Before a message is taken: copies and late ones, which the node will ignore. */
export function seeLateElection(core: Node, message: Message, reach: Reach): void {
  const { role, currentTerm } = core;
  switch (message.kind) {
    case 'vote-request':
      if (message.term === currentTerm && core.votedFor === message.from) reach('vote-repeated');
      return;
    case 'vote-response':
      if (message.granted && message.term < currentTerm) reach('late-vote-ignored');
      else if (role.kind === 'candidate' && message.term === currentTerm) {
        if (role.ballots[message.from] !== undefined) reach('vote-counted-once');
      }
      return;
    case 'pre-vote-response':
      if (role.kind === 'pre-candidate' && message.round !== role.round) {
        reach('late-pre-vote-ignored');
      }
      return;
    case 'timeout-now': {
      const isOurs = message.term === currentTerm && core.leaderId === message.from;
      if (role.kind !== 'follower' || !isOurs) reach('late-order-ignored');
      return;
    }
    default:
  }
}

/** After a call: who stands for election, gives up or is elected. */
export function seeRole(call: Call): void {
  const { core, before, memory } = call;
  const isSame = before.role === core.role.kind && before.term === core.currentTerm;
  if (isSame) return;
  if (before.role === 'candidate') seeLostCandidacy(call);
  else if (before.role === 'pre-candidate') seeLostPreCandidacy(call);
  else if (before.role === 'leader' && core.role.kind !== 'leader') seeLostLeadership(call);
  if (core.role.kind === 'candidate') {
    const { currentTerm: term, id } = core;
    memory.candidatesOf.set(term, (memory.candidatesOf.get(term) ?? 0) + 1);
    memory.orderedTerm[id] = core.role.force ? term : undefined;
  }
  if (isElected(call)) seeElection(call);
}

function seeLostCandidacy({ core, before, message, memory, reach }: Call): void {
  if (core.role.kind === 'leader') return;
  if (message !== null && core.currentTerm > before.term) {
    reach('candidate-meets-higher-term');
  } else if (message?.kind === 'append-request' || message?.kind === 'snapshot-request') {
    reach('candidate-follows-winner');
  } else if (!memory.leaderOf.has(before.term)) {
    const rivals = (memory.candidatesOf.get(before.term) ?? 1) - 1;
    if (rivals > 0) reach('split-vote');
    else if (message === null) reach('election-times-out');
  }
}

function seeLostPreCandidacy({ core, before, message, reach }: Call): void {
  if (core.role.kind !== 'follower' || message === null) return;
  if (core.currentTerm > before.term) reach('candidate-meets-higher-term');
  else if (message.kind === 'pre-vote-response') reach('pre-vote-lost');
}

function seeLostLeadership({ core, before, message, reach }: Call): void {
  if (message !== null && core.currentTerm > before.term) reach('leader-meets-higher-term');
  if (core.log.termAt(before.commitIndex) !== before.term) reach('reign-without-commit');
}

function seeElection({ world, host, core, memory, reach }: Call): void {
  const { id, currentTerm: term } = core;
  for (const other of world.nodes) {
    const rival = other.core;
    if (rival === null || rival === core || rival.role.kind !== 'leader') continue;
    if (rival.currentTerm < term) reach('two-leaders');
  }
  if (memory.led.has(id) && memory.lastLeader !== id) reach('leader-returns');
  if (memory.orderedTerm[id] === term) reach('transfer-succeeds');
  if (core.commitIndex < world.checker.committedIndex && host.generation === world.generation) {
    reach('commit-unknown-to-new-leader');
  }
  if (isJoint(core.configuration)) reach('new-leader-in-joint-configuration');
  memory.leaderOf.set(term, id);
  memory.led.add(id);
  memory.lastLeader = id;
}

/** What the core says of elections and hand-overs. */
export function seeElectionEvent(call: Call, event: CoreEvent): void {
  const { world, host, core, message, request, memory, reach } = call;
  switch (event.kind) {
    case 'vote-refused':
      seeRefusal(event, host.id, memory, reach);
      return;
    case 'stepped-down':
      if (event.reason === 'lost-quorum') reach('leader-loses-quorum');
      else if (event.reason === 'removed') reach('leader-removed');
      return;
    case 'campaign-started': {
      const leader = world.leader()?.core;
      const isOut = leader !== null && leader !== undefined && leader.id !== core.id;
      if (isOut && !isMember(leader.configuration, core.id)) reach('removed-server-campaigns');
      return;
    }
    case 'transfer-started':
      if (core.role.kind === 'leader' && core.role.transfer?.told === false) {
        reach('transfer-waits-for-log');
      }
      if (message === null && request === null) reach('leader-hands-over-by-itself');
      return;
    case 'transfer-aborted':
      reach('transfer-aborted');
      return;
    default:
  }
}

function seeRefusal(
  event: Extract<CoreEvent, { kind: 'vote-refused' }>,
  id: number,
  memory: Memory,
  reach: Reach,
): void {
  const { reason, pre, term } = event;
  if (reason === 'hears-leader') {
    reach(pre ? 'pre-vote-refused-hears-leader' : 'vote-refused-hears-leader');
  } else if (reason === 'log-behind') {
    reach(pre ? 'pre-vote-refused-log-behind' : 'vote-refused-log-behind');
  } else if (!pre && reason === 'stale-term') {
    reach('vote-refused-term-over');
  } else if (!pre && reason === 'voted') {
    reach('vote-refused-voted');
    if (memory.votedBeforeRestart[id] === term) reach('restarted-voter-refuses');
  }
}
