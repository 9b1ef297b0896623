// The catalogue: what happens to logs, on their way, in memory and on disk.

import type { Situation } from './situation.ts';

export const REPLICATION = [
  {
    id: 'log-mismatch-refused',
    family: 'replication',
    sentence: 'A follower refuses entries because its log differs before them.',
    source: 'paper section 5.3',
  },
  {
    id: 'conflicting-suffix-overwritten',
    family: 'replication',
    sentence: 'A follower drops entries that conflict with the leader’s.',
    source: 'paper section 5.3',
  },
  {
    id: 'deposed-leader-drops-entries',
    family: 'replication',
    sentence: 'A former leader drops entries that it had appended itself.',
    source: 'paper section 5.3, Figure 7',
  },
  {
    id: 'index-falls-by-several',
    family: 'replication',
    sentence: 'One refusal takes a probing leader back by several entries.',
    source: 'paper section 5.3 (conflict hints)',
  },
  {
    id: 'late-refusal-ignored',
    family: 'replication',
    sentence: 'A refusal arrives after it was dealt with, and changes nothing.',
    source: 'paper section 5.3',
  },
  {
    id: 'duplicate-answer-ignored',
    family: 'replication',
    sentence: 'An acknowledgement arrives twice, and the copy changes nothing.',
    source: 'paper section 5.3',
  },
  {
    id: 'overtaken-answer-ignored',
    family: 'replication',
    sentence: 'An acknowledgement arrives behind one of a later request.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'answer-to-former-leader',
    family: 'replication',
    sentence: 'An acknowledgement reaches a node that does not lead any more.',
    source: 'paper section 5.1',
  },
  {
    id: 'entries-repeated',
    family: 'replication',
    sentence: 'Entries arrive that are there already, and are acknowledged again.',
    source: 'paper section 5.5',
  },
  {
    id: 'late-append-cuts-nothing',
    family: 'replication',
    sentence: 'An append-request that ends inside the log leaves what follows alone.',
    source: 'paper Figure 2 (only conflicts are deleted)',
  },
  {
    id: 'batch-full',
    family: 'replication',
    sentence: 'An append-request carries as many entries as it may.',
    source: 'thesis section 10.2.2',
  },
  {
    id: 'pipelined',
    family: 'replication',
    sentence: 'Several append-requests with entries are on their way to one peer.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'window-full',
    family: 'replication',
    sentence: 'An entry has to wait, because too many requests are not answered yet.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'pipeline-falls-back',
    family: 'replication',
    sentence: 'A request of the pipeline is refused, and the leader probes again.',
    source: 'thesis section 10.2.1',
  },
] as const satisfies readonly Situation[];

export const COMMITMENT = [
  {
    id: 'older-entry-committed-indirectly',
    family: 'commitment',
    sentence: 'An entry of an older term is committed by one of the leader’s own.',
    source: 'paper section 5.4.2',
  },
  {
    id: 'older-entry-waits',
    family: 'commitment',
    sentence: 'A quorum holds an entry of an older term, and it is not committed yet.',
    source: 'paper section 5.4.2, Figure 8',
  },
  {
    id: 'commit-unknown-to-new-leader',
    family: 'commitment',
    sentence: 'A leader is elected that does not know how far entries are committed.',
    source: 'paper sections 5.4.3 and 8',
  },
  {
    id: 'reign-without-commit',
    family: 'commitment',
    sentence: 'A leader gives up without having committed an entry of its term.',
    source: 'paper section 5.4.2, Figure 8',
  },
  {
    id: 'commit-before-own-disk',
    family: 'commitment',
    sentence: 'A leader commits an entry that its own disk does not hold yet.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'commit-by-own-disk',
    family: 'commitment',
    sentence: 'A leader’s own write is the last that a commit was waiting for.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'several-entries-commit-at-once',
    family: 'commitment',
    sentence: 'One acknowledgement commits several entries.',
    source: 'paper section 5.3',
  },
  {
    id: 'commit-without-a-voter',
    family: 'commitment',
    sentence: 'Entries are committed while a voter is down.',
    source: 'paper section 5.3',
  },
  {
    id: 'commit-ahead-of-entries',
    family: 'commitment',
    sentence: 'A follower hears of a commit beyond the entries it was sent.',
    source: 'paper Figure 2 (the minimum)',
  },
  {
    id: 'unproven-tail-not-committed',
    family: 'commitment',
    sentence:
      'A follower has an entry at a committed index, and nothing shows yet that it is the same.',
    source: 'paper Figure 2 (index of last new entry)',
  },
] as const satisfies readonly Situation[];

export const PERSISTENCE = [
  {
    id: 'crash-loses-entries',
    family: 'persistence',
    sentence: 'A node crashes, and entries that were not durable are lost.',
    source: 'thesis section 3.8',
  },
  {
    id: 'crash-loses-term-or-vote',
    family: 'persistence',
    sentence: 'A node crashes, and a term or vote that was not durable is lost.',
    source: 'thesis section 3.8',
  },
  {
    id: 'answer-waits-for-disk',
    family: 'persistence',
    sentence: 'A vote or an acknowledgement leaves only after a slow write.',
    source: 'thesis section 3.8',
  },
  {
    id: 'overtaken-write',
    family: 'persistence',
    sentence: 'A write becomes durable after its term or its entries were replaced.',
    source: 'thesis section 10.2.1',
  },
  {
    id: 'leader-crashes',
    family: 'persistence',
    sentence: 'A leader crashes.',
    source: 'paper section 5.5',
  },
  {
    id: 'leader-restarts-in-its-term',
    family: 'persistence',
    sentence: 'A node that led comes back in its own term and follows.',
    source: 'paper section 5.2',
  },
  {
    id: 'restarted-voter-refuses',
    family: 'persistence',
    sentence: 'A node that voted and restarted refuses another candidate of the term.',
    source: 'paper Figure 2 (votedFor is persistent)',
  },
  {
    id: 'all-nodes-down',
    family: 'persistence',
    sentence: 'All nodes are down at the same time.',
    source: 'thesis section 3.8',
  },
  {
    id: 'torn-tail-cut-off',
    family: 'persistence',
    sentence: 'A node finds a write that was torn by a crash, and cuts it off.',
    source: 'thesis section 3.8',
  },
  {
    id: 'sync-fails',
    family: 'persistence',
    sentence: 'A write fails, and the node gives up.',
    source: 'thesis section 3.8',
  },
  {
    id: 'write-waits-for-room',
    family: 'persistence',
    sentence: 'A node has to write, and its disk is full.',
    source: 'thesis section 3.8',
  },
  {
    id: 'damaged-disk-refused',
    family: 'persistence',
    sentence: 'A node finds damage in what was durable, and refuses to serve.',
    source: 'thesis section 3.8; decision of this project',
  },
  {
    id: 'damaged-entry-not-applied',
    family: 'persistence',
    sentence: 'A running node reads a damaged entry and stops instead of applying it.',
    source: 'thesis section 3.8; decision of this project',
  },
  {
    id: 'damaged-entry-not-taken',
    family: 'persistence',
    sentence: 'A follower refuses an entry whose checksum does not fit.',
    source: 'decision of this project; no section',
  },
  {
    id: 'wiped-node-stays-out',
    family: 'persistence',
    sentence: 'A node comes back without its disk and is not let in.',
    source: 'paper section 5.2 (votes must survive)',
  },
] as const satisfies readonly Situation[];

export const SNAPSHOTS = [
  {
    id: 'snapshot-to-empty-node',
    family: 'snapshots',
    sentence: 'A node with an empty log is sent a snapshot.',
    source: 'paper section 7',
  },
  {
    id: 'snapshot-over-conflicting-log',
    family: 'snapshots',
    sentence: 'A snapshot replaces a log that conflicts with it.',
    source: 'paper section 7, Figure 13',
  },
  {
    id: 'snapshot-drops-uncommitted-entries',
    family: 'snapshots',
    sentence: 'A snapshot takes the place of entries that were not committed here.',
    source: 'paper section 7, Figure 13',
  },
  {
    id: 'snapshot-in-pieces',
    family: 'snapshots',
    sentence: 'A snapshot is put together from several pieces.',
    source: 'paper Figure 13',
  },
  {
    id: 'snapshot-piece-repeated',
    family: 'snapshots',
    sentence: 'A piece of a snapshot arrives twice.',
    source: 'paper Figure 13',
  },
  {
    id: 'snapshot-starts-anew',
    family: 'snapshots',
    sentence: 'A snapshot takes the place of another one that was still arriving.',
    source: 'paper Figure 13',
  },
  {
    id: 'crash-while-receiving-snapshot',
    family: 'snapshots',
    sentence: 'A node crashes while a snapshot is arriving.',
    source: 'paper section 7',
  },
  {
    id: 'snapshot-no-news',
    family: 'snapshots',
    sentence: 'A snapshot arrives that covers only what is committed here.',
    source: 'paper section 7 (retransmission or error)',
  },
  {
    id: 'snapshot-confirms-log',
    family: 'snapshots',
    sentence: 'A snapshot arrives whose end is in the log, and what follows it stays.',
    source: 'paper Figure 13, step 6',
  },
  {
    id: 'old-snapshot-refused',
    family: 'snapshots',
    sentence: 'A snapshot of a leader of an older term is refused.',
    source: 'paper Figure 13, step 1',
  },
  {
    id: 'snapshot-brings-configuration',
    family: 'snapshots',
    sentence: 'A node learns of other members by a snapshot.',
    source: 'paper section 7; thesis section 5.1',
  },
  {
    id: 'snapshot-of-joint-configuration',
    family: 'snapshots',
    sentence: 'A snapshot is taken in the middle of a change of the members.',
    source: 'thesis section 5.1',
  },
] as const satisfies readonly Situation[];
