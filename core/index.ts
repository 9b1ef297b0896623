// Raft itself: a pure state machine. No I/O, clock, random generator, logging or Node API.
//
// The protocol in short. Time is cut into terms; each has at most one leader, elected by a quorum of
// votes, each node voting once per term and only for a log at least as up to date as its own
// (election.ts). The leader appends commands to its log and sends them to everybody; a follower takes
// them if its log agrees right before them, and drops what conflicts (replication.ts, append.ts). What a
// quorum holds durably is committed once an entry of the leader's own term is among it (commit.ts), and
// is never lost or changed again. What must survive a crash, and what may be said before it does, is
// told apart in the output (output.ts). Terms are compared in one gate (step.ts), role and term change
// in one file (transitions.ts), nodes are counted in one (quorum.ts).
//
// A host drives a node by the calls of step.ts and carries out the `Output` after each call; output.ts
// says in which order. It supplies the election timeouts and the ticks: the core draws and measures nothing.
//
// Around this core: the members change through joint configurations (membership.ts); a log's beginning is
// replaced by a snapshot (snapshot-*.ts); reads are confirmed without the log (reads.ts); leadership is
// handed over (transfer.ts); read-only peers hang off any node (read-only.ts); client sessions make requests
// take effect once (sessions.ts); what a disk is worth, and the operator's last resort (recovery.ts).
//
// Source: D. Ongaro, J. Ousterhout, "In Search of an Understandable Consensus Algorithm" (extended
// version, 2014), here "the paper"; D. Ongaro, "Consensus: Bridging Theory and Practice" (2014), "the thesis".

export { AssertionFailure, setReporter, type Reporter } from './assert.ts';
export {
  type Configuration,
  configurationOf,
  isJoint,
  isMember,
  isVoter,
  type Members,
  membersOf,
  NO_CONFIGURATION,
  sameConfiguration,
  settledOf,
} from './configuration.ts';
export { copyNode, decodeNode, encodeNode, ENCODING_VERSION } from './encoding.ts';
export {
  checksumAfter,
  ENTRY_KINDS,
  type Entry,
  type EntryContent,
  type EntryKind,
  entrySize,
  makeEntry,
} from './entry.ts';
export type { CampaignManner } from './election.ts';
export { Log } from './log.ts';
export { type ChangeOutcome, type ChangeRefusal, mayCampaign, promotedIn } from './membership.ts';
export type { MessageBus, OnResponse, SendError } from './message-bus.ts';
export { messageText, readMessage, type ReadMessage } from './message-text.ts';
export {
  type AppendRefusal,
  type AppendRequest,
  type AppendResponse,
  type FetchRequest,
  type FetchResponse,
  isRequest,
  type Message,
  MESSAGE_KINDS,
  type MessageId,
  type MessageKind,
  type PreVoteRequest,
  type PreVoteResponse,
  type ReadRequest,
  type ReadResponse,
  type SnapshotRequest,
  type SnapshotResponse,
  type TimeoutNow,
  type VoteRequest,
  type VoteResponse,
} from './messages.ts';
export {
  type Candidate,
  type CatchUp,
  type ConfigurationAt,
  createNode,
  type DurableState,
  type Flow,
  type Follower,
  hearsLeader,
  type Leader,
  LOG_START,
  type LogBase,
  type Node,
  type PeerProgress,
  type PreCandidate,
  type ReadOnly,
  restoreNode,
  type Role,
  ROLE_KINDS,
  type RoleKind,
  UNDRAWN,
} from './node.ts';
export { completeOptions, DEFAULT_OPTIONS, optionProblems, type Options } from './options.ts';
export {
  Bag,
  CORE_EVENT_KINDS,
  type CoreEvent,
  Output,
  type ReadOutcome,
  type StepDownReason,
  type VoteRefusal,
  type Write,
  type WritePosition,
} from './output.ts';
export {
  type Ballot,
  isQuorum,
  majorityOf,
  quorumIndex,
  type Tally,
  tallyBallots,
} from './quorum.ts';
export { staleTicks, type AttachOutcome } from './read-only.ts';
export { type ReadManner, type ReadStart } from './reads.ts';
export { type DiskVerdict, inspectDisk, soleVoterState } from './recovery.ts';
export { type SessionCheck, SessionTable } from './sessions.ts';
export { dataChecksumOf, isIntact, type PartialSnapshot, type Snapshot } from './snapshot.ts';
export {
  acknowledgeApply,
  acknowledgeWrite,
  attach,
  campaign,
  changeConfiguration,
  compactLog,
  forgetLeader,
  type ProposalOutcome,
  propose,
  readIndex,
  setElectionTimeout,
  step,
  stepDown,
  takeSnapshot,
  tick,
  transferLeadership,
} from './step.ts';
export { type TransferOutcome } from './transfer.ts';
export {
  type LogIndex,
  NO_REQUEST,
  NOBODY,
  type NodeId,
  type RequestId,
  type Term,
} from './types.ts';
