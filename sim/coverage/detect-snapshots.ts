// Situations of snapshots, and of read-only peers, which are fed like that as well. Source: paper section 7.

import type { CoreEvent, Node, Snapshot, SnapshotRequest } from '../../core/index.ts';
import { haveSameMembers, isJoint } from '../majority.ts';
import type { Call, Reach } from './call.ts';

/** Before a piece is taken: what it is to a node that has something already. */
export function seePiece(core: Node, message: SnapshotRequest, reach: Reach): void {
  const { index, indexTerm, term } = message;
  if (term < core.currentTerm) reach('old-snapshot-refused');
  else if (index <= core.commitIndex) reach('snapshot-no-news');
  else if (core.log.holds(index, indexTerm)) reach('snapshot-confirms-log');
  else seeArrival(core, message, reach);
}

function seeArrival({ receiving }: Node, message: SnapshotRequest, reach: Reach): void {
  if (receiving === null) return;
  const { index, indexTerm, dataChecksum, offset } = message;
  const isSame =
    receiving.index === index &&
    receiving.term === indexTerm &&
    receiving.dataChecksum === dataChecksum;
  if (!isSame && offset === 0) reach('snapshot-starts-anew');
  else if (isSame && offset < receiving.received.length) reach('snapshot-piece-repeated');
}

/** After a call: what a snapshot replaced, and who is fed. */
export function seeSnapshots(call: Call): void {
  const { out, message, before, core, reach } = call;
  if (out.install !== null) seeInstall(call, out.install);
  if (message?.kind === 'fetch-response' && core.commitIndex > before.commitIndex) {
    reach('peer-fed');
    if (message.upstream.length > 0) reach('peer-fed-by-peer');
  }
  if (before.role === 'read-only' && core.role.kind === 'follower') {
    if (message?.kind === 'append-request' || message?.kind === 'snapshot-request') {
      reach('peer-becomes-member');
    }
  }
}

function seeInstall({ core, before, message, reach }: Call, snapshot: Snapshot): void {
  if (before.role === 'read-only' && message?.kind === 'fetch-response') {
    reach('peer-fed-by-snapshot');
  }
  if (!haveSameMembers(before.configuration, core.configuration)) {
    reach('snapshot-brings-configuration');
  }
  if (message?.kind !== 'snapshot-request') return;
  if (message.offset > 0) reach('snapshot-in-pieces');
  if (before.lastIndex === 0) reach('snapshot-to-empty-node');
  // It was installed because the log does not hold its end: what stands there is another entry.
  if (before.lastIndex >= snapshot.index) reach('snapshot-over-conflicting-log');
  if (before.lastIndex > before.commitIndex) reach('snapshot-drops-uncommitted-entries');
}

/** What the core says of snapshots and read-only peers. */
export function seeSnapshotEvent({ core, reach }: Call, event: CoreEvent): void {
  switch (event.kind) {
    case 'snapshot-taken':
      if (core.snapshot !== null && isJoint(core.snapshot.configuration)) {
        reach('snapshot-of-joint-configuration');
      }
      return;
    case 'source-lost':
      reach('peer-changes-source');
      return;
    default:
  }
}
