// Whom a leader feeds, and what it knows of each at first.

import { isVoter, membersOf } from './configuration.ts';
import type { CatchUp, Leader, Node, PeerProgress } from './node.ts';
import type { NodeId } from './types.ts';

/**
 * Brings the peers in line with the newest configuration. New ones are probed from the end of the log on
 * (Figure 2). Those that are no longer members stay until `dropLeavers`, so that they learn of their removal.
 */
export function syncPeers(node: Node, leader: Leader): void {
  for (const id of membersOf(node.configuration)) {
    const progress = leader.peers[id];
    if (progress === undefined && id !== node.id) addPeer(node, leader, id);
    else if (progress !== undefined) progress.catchUp = catchUpOf(node, id, progress.catchUp);
  }
  noteTargets(leader);
}

/** Stops feeding everybody who is no member of the newest configuration. */
export function dropLeavers(node: Node, leader: Leader): void {
  const members = membersOf(node.configuration);
  for (const id of leader.targets) {
    if (members.includes(id)) continue;
    leader.peers[id] = undefined;
    leader.nextIndex[id] = undefined;
    leader.matchIndex[id] = undefined;
    leader.answeredRound[id] = undefined;
  }
  noteTargets(leader);
}

function addPeer(node: Node, leader: Leader, id: NodeId): void {
  leader.nextIndex[id] = node.log.lastIndex + 1;
  leader.matchIndex[id] = 0;
  const progress: PeerProgress = {
    flow: 'probe',
    paused: false,
    inflight: [],
    silentTicks: 0,
    snapshot: null,
    snapshotOffset: 0,
    catchUp: catchUpOf(node, id, null),
  };
  leader.peers[id] = progress;
}

function catchUpOf(node: Node, id: NodeId, known: CatchUp | null): CatchUp | null {
  if (isVoter(node.configuration, id)) return null;
  return known ?? { target: node.log.lastIndex, ticks: 0, rounds: 0, isCaughtUp: false };
}

function noteTargets(leader: Leader): void {
  const targets: NodeId[] = [];
  for (let id = 0; id < leader.peers.length; id++) {
    if (leader.peers[id] !== undefined) targets.push(id);
  }
  leader.targets = targets;
}
