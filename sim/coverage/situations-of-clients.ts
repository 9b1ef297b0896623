// The catalogue: what clients, readers and the network see.

import type { Situation } from './situation.ts';

export const READS = [
  {
    id: 'read-waits-for-first-commit',
    family: 'reads',
    sentence: 'A read waits until a new leader has committed an entry of its own.',
    source: 'thesis section 6.4, step 1',
  },
  {
    id: 'read-waits-for-apply',
    family: 'reads',
    sentence: 'A read is confirmed and waits until the node has applied enough.',
    source: 'thesis section 6.4, step 4',
  },
  {
    id: 'read-fails-with-its-leader',
    family: 'reads',
    sentence: 'A read is not confirmed, because its leader does not lead any more.',
    source: 'thesis section 6.4, step 3',
  },
  {
    id: 'read-through-follower',
    family: 'reads',
    sentence: 'A follower asks the leader from where on it may answer a read.',
    source: 'thesis section 6.4',
  },
  {
    id: 'read-asked-of-former-leader',
    family: 'reads',
    sentence: 'A follower passes a read on to a node that does not lead.',
    source: 'thesis section 6.4',
  },
  {
    id: 'lease-read-at-once',
    family: 'reads',
    sentence: 'A leader answers a read by its lease, without asking anybody.',
    source: 'thesis section 6.4.1',
  },
  {
    id: 'lease-run-out',
    family: 'reads',
    sentence: 'A read by lease finds no lease and has to be confirmed by a round.',
    source: 'thesis section 6.4.1',
  },
  {
    id: 'stale-read-behind',
    family: 'reads',
    sentence: 'A stale read is answered by a node that has not applied all that is committed.',
    source: 'thesis section 6.4',
  },
] as const satisfies readonly Situation[];

export const READ_ONLY_PEERS = [
  {
    id: 'peer-fed',
    family: 'read-only peers',
    sentence: 'A read-only peer takes over entries that its source has committed.',
    source: 'decision of this project; no section',
  },
  {
    id: 'peer-fed-by-peer',
    family: 'read-only peers',
    sentence: 'A read-only peer is fed by another one.',
    source: 'decision of this project; no section',
  },
  {
    id: 'peer-fed-by-snapshot',
    family: 'read-only peers',
    sentence: 'A read-only peer needs what its source no longer has, and installs a snapshot.',
    source: 'paper section 7',
  },
  {
    id: 'peer-changes-source',
    family: 'read-only peers',
    sentence: 'A read-only peer hears nothing from its source and asks another node.',
    source: 'decision of this project; no section',
  },
  {
    id: 'peer-becomes-member',
    family: 'read-only peers',
    sentence: 'A read-only peer is made a member and follows the leader.',
    source: 'thesis section 4.2.1',
  },
] as const satisfies readonly Situation[];

export const CLIENTS = [
  {
    id: 'client-redirected',
    family: 'clients',
    sentence: 'A client asks a node that does not lead and is told who does.',
    source: 'paper section 8; thesis section 6.2',
  },
  {
    id: 'no-leader-known',
    family: 'clients',
    sentence: 'A leader was lost, and a client asks a node that knows of no other.',
    source: 'paper section 8; thesis section 6.2',
  },
  {
    id: 'request-applied-once',
    family: 'clients',
    sentence: 'A request is in the log twice and takes effect once.',
    source: 'thesis section 6.3',
  },
  {
    id: 'request-superseded',
    family: 'clients',
    sentence: 'Another entry is committed where a client’s request stood.',
    source: 'paper section 5.3; thesis section 6.3',
  },
  {
    id: 'request-times-out',
    family: 'clients',
    sentence: 'A client gives up and does not know whether its request took effect.',
    source: 'thesis section 6.3',
  },
  {
    id: 'effect-after-giving-up',
    family: 'clients',
    sentence: 'A request takes effect after its client has given it up.',
    source: 'thesis section 6.3',
  },
  {
    id: 'session-expired',
    family: 'clients',
    sentence: 'A request is refused because its session was forgotten.',
    source: 'thesis section 6.3',
  },
  {
    id: 'compare-fails',
    family: 'clients',
    sentence: 'A compare-and-set finds another value.',
    source: 'M. Herlihy, J. Wing, 1990',
  },
  {
    id: 'late-answer-ignored',
    family: 'clients',
    sentence: 'An answer reaches a client that does not wait for it any more.',
    source: 'thesis section 6.3',
  },
] as const satisfies readonly Situation[];

export const NETWORK = [
  {
    id: 'message-lost-by-chance',
    family: 'network',
    sentence: 'A message is lost by chance.',
    source: 'paper section 5.5',
  },
  {
    id: 'message-duplicated',
    family: 'network',
    sentence: 'A message is duplicated on its way.',
    source: 'paper section 5.5 (requests are idempotent)',
  },
  {
    id: 'message-cut-off-under-way',
    family: 'network',
    sentence: 'A message is under way when its link is cut.',
    source: 'paper section 2 (partitions)',
  },
  {
    id: 'one-way-link',
    family: 'network',
    sentence: 'A message arrives over a link that is cut the other way.',
    source: 'thesis section 9.6',
  },
  {
    id: 'message-to-dead-node',
    family: 'network',
    sentence: 'A message reaches a node that is down.',
    source: 'paper section 5.5',
  },
  {
    id: 'message-waits-for-paused-node',
    family: 'network',
    sentence: 'A message waits for a node that is paused.',
    source: 'paper section 2 (delays)',
  },
  {
    id: 'answer-to-earlier-life',
    family: 'network',
    sentence: 'A node gets an answer to what it asked before it restarted.',
    source: 'paper section 5.5',
  },
] as const satisfies readonly Situation[];
