// Every fault and operation of a storm: its family, how often it strikes while it is on, and what it does.

import type { RandomFault, RandomProfile } from '../dsl/index.ts';
import { cas, commands, reads, retries, writes } from './acts-clients.ts';
import {
  compactions,
  readOnlyPeers,
  reconfigurations,
  recoveries,
  snapshots,
  transfers,
} from './acts-members.ts';
import * as network from './acts-network.ts';
import * as host from './acts-nodes.ts';
import {
  departures,
  depositions,
  handovers,
  laggards,
  lateMessages,
  relapses,
  rivalries,
  schisms,
} from './plays/index.ts';
import type { Act, View } from './view.ts';

/** Faults and operations of one family are chosen together. */
export type Family = 'network' | 'nodes' | 'disks' | 'clocks' | 'operators' | 'clients';

/** One kind of fault or operation. */
export interface Kind {
  readonly name: RandomFault;
  readonly family: Family;
  /** How often it is on in a swarm, in percent. */
  readonly likelihood: number;
  /** How often it strikes while it is on, beside the others. At least 1. */
  readonly weight: number;
  /** What it does in this view; null when there is nothing it could do now. */
  readonly act: (view: View) => readonly Act[] | null;
  /** What that is, one sentence. */
  readonly help: string;
}

function kind(
  name: RandomFault,
  family: Family,
  likelihood: number,
  weight: number,
  act: Kind['act'],
  help: string,
): Kind {
  return { name, family, likelihood, weight, act, help };
}

/** All kinds, in a fixed order, which draws depend on: append only. */
export const KINDS: readonly Kind[] = [
  kind(
    'losses',
    'network',
    30,
    2,
    network.weather('lose'),
    'A share of the messages is lost, everywhere or on one link.',
  ),
  kind(
    'duplicates',
    'network',
    25,
    2,
    network.weather('duplicate'),
    'A share of the messages arrives twice.',
  ),
  kind(
    'reorderings',
    'network',
    25,
    2,
    network.weather('reorder'),
    'A share of the messages is overtaken.',
  ),
  kind(
    'replays',
    'network',
    15,
    2,
    network.weather('replay'),
    'A share of the messages arrives once more, much later.',
  ),
  kind(
    'delays',
    'network',
    20,
    2,
    network.delays,
    'Messages take longer: evenly, with a long tail, or now fast and now slow.',
  ),
  kind('slow-links', 'network', 20, 2, network.slowLinks, 'One link is slower than the others.'),
  kind(
    'clogs',
    'network',
    15,
    2,
    network.clogs,
    'Nothing arrives over a link for a while; then everything does.',
  ),
  kind(
    'swizzles',
    'network',
    12,
    1,
    network.swizzles,
    'Nodes are clogged one after another, and free again in another order.',
  ),
  kind(
    'queues',
    'network',
    12,
    1,
    network.queues,
    'A link carries only so many messages at a time.',
  ),
  kind(
    'partitions',
    'network',
    35,
    4,
    network.partitions,
    'Groups do not hear each other: cut by size, or by a coin for each node.',
  ),
  kind('isolations', 'network', 40, 5, network.isolations, 'One node hears nobody.'),
  kind(
    'bridges',
    'network',
    12,
    2,
    network.bridges,
    'Two halves hear each other only by way of a node or two.',
  ),
  kind('rings', 'network', 18, 1, network.rings, 'Everybody hears two neighbours only.'),
  kind('one-way-cuts', 'network', 25, 3, network.oneWayCuts, 'Messages pass one way only.'),
  kind(
    'drops',
    'network',
    45,
    7,
    network.drops,
    'The next messages of a kind are lost, or all of them.',
  ),
  kind(
    'holds',
    'network',
    35,
    4,
    network.holds,
    'Messages of a kind wait until they are released.',
  ),
  kind('deliveries', 'network', 50, 5, network.deliveries, 'Messages that wait arrive, by hand.'),
  kind('shuffles', 'network', 20, 1, network.shuffles, 'Inside a tick, anything may come first.'),
  kind(
    'crashes',
    'nodes',
    55,
    7,
    host.crashes,
    'Nodes die, likelier while a write is not durable, and most come back.',
  ),
  kind(
    'unsynced-crashes',
    'nodes',
    30,
    4,
    host.unsyncedCrashes,
    'A node dies between a write and its durability.',
  ),
  kind('torn-crashes', 'nodes', 15, 3, host.tornCrashes, 'A node dies in the middle of a write.'),
  kind('outages', 'nodes', 15, 2, host.outages, 'A node dies for long.'),
  kind('pauses', 'nodes', 20, 3, host.pauses, 'A node stands still.'),
  kind('suicides', 'nodes', 12, 1, host.suicides, 'The leader kills itself again and again.'),
  kind('step-downs', 'nodes', 20, 2, host.stepDowns, 'The leader gives up its office.'),
  kind(
    'campaigns',
    'nodes',
    55,
    8,
    host.campaigns(false),
    'A node stands for election, or two at once.',
  ),
  kind(
    'forced-campaigns',
    'nodes',
    30,
    4,
    host.campaigns(true),
    'The same without asking first, past those that hear a leader.',
  ),
  kind('forgetting', 'nodes', 15, 2, host.forgetting, 'Followers forget whom they follow.'),
  kind(
    'moments',
    'nodes',
    15,
    2,
    host.moments,
    'Something strikes between two events, when a node enters a state.',
  ),
  kind('slow-disks', 'disks', 35, 4, host.slowDisks, 'A disk takes its time.'),
  kind('failing-syncs', 'disks', 12, 2, host.failingSyncs, 'The next write of a disk fails.'),
  kind('full-disks', 'disks', 12, 2, host.fullDisks, 'A disk has no room.'),
  kind('wipes', 'disks', 16, 2, host.wipes, 'A node loses its disk.'),
  kind(
    'corruptions',
    'disks',
    18,
    2,
    host.corruptions,
    'An entry or a snapshot on a disk is damaged.',
  ),
  kind(
    'lost-entries',
    'disks',
    12,
    2,
    host.lostEntries,
    'The last entries of a disk are gone, though they were durable.',
  ),
  kind('skewed-clocks', 'clocks', 18, 2, host.skewedClocks, 'A clock runs at another pace.'),
  kind('stopped-clocks', 'clocks', 12, 2, host.stoppedClocks, 'A clock stands still for a while.'),
  kind('early-timers', 'clocks', 30, 4, host.earlyTimers, 'A timer runs out early.'),
  kind(
    'reconfigurations',
    'operators',
    40,
    8,
    reconfigurations,
    'Members are added, removed, replaced, promoted, demoted, or changed all at once.',
  ),
  kind('transfers', 'operators', 25, 3, transfers, 'The leader is asked to hand over.'),
  kind('snapshots', 'operators', 25, 3, snapshots, 'A node takes a snapshot.'),
  kind('compactions', 'operators', 30, 4, compactions, 'A node drops its log behind a snapshot.'),
  kind(
    'read-only-peers',
    'operators',
    18,
    2,
    readOnlyPeers,
    'A node that is no member hangs off another.',
  ),
  kind('recoveries', 'operators', 8, 1, recoveries, 'An operator makes a node the sole voter.'),
  kind('commands', 'clients', 70, 8, commands, 'Clients send commands.'),
  kind('writes', 'clients', 60, 8, writes, 'Clients write keys.'),
  kind('reads', 'clients', 45, 6, reads('index'), 'Clients read by index.'),
  kind('lease-reads', 'clients', 30, 4, reads('lease'), 'Clients read by lease.'),
  kind(
    'stale-reads',
    'clients',
    12,
    2,
    reads('stale'),
    'Clients read what a node happens to know.',
  ),
  kind('cas', 'clients', 25, 4, cas, 'Clients compare and set.'),
  kind('retries', 'clients', 25, 3, retries, 'Clients send their last request again.'),
  kind(
    'laggards',
    'nodes',
    35,
    6,
    laggards,
    'A node is left behind, the others go on, perhaps without their old log, and all meet again.',
  ),
  kind(
    'depositions',
    'nodes',
    40,
    6,
    depositions,
    'A leader is cut off, another one is elected and goes on, and both meet.',
  ),
  kind(
    'relapses',
    'nodes',
    30,
    6,
    relapses,
    'Nodes die and come back, perhaps with damaged disks.',
  ),
  kind(
    'rivalries',
    'nodes',
    25,
    5,
    rivalries,
    'Two stand for election where they do not hear each other.',
  ),
  kind(
    'late-messages',
    'network',
    35,
    6,
    lateMessages,
    'Messages of a kind are kept back, and arrive when much has happened since.',
  ),
  kind(
    'handovers',
    'operators',
    25,
    5,
    handovers,
    'The leader is asked to hand over, and something is in the way.',
  ),
  kind(
    'departures',
    'operators',
    30,
    7,
    departures,
    'A member leaves and comes back: as it was, or as somebody else.',
  ),
  kind(
    'schisms',
    'operators',
    20,
    6,
    schisms,
    'Two halves change the members, each behind the back of the other.',
  ),
];

/** What a profile may switch on, besides clients, which are part of every profile. */
const FAMILIES: Readonly<Record<RandomProfile, readonly Family[]>> = {
  calm: [],
  network: ['network'],
  crash: ['nodes'],
  disk: ['disks', 'nodes'],
  reconfiguration: ['operators', 'nodes'],
  clock: ['clocks', 'nodes'],
  everything: ['network', 'nodes', 'disks', 'clocks', 'operators'],
};

/** The kinds that a profile may switch on. */
export function kindsOf(profile: RandomProfile): readonly Kind[] {
  const families: readonly Family[] = ['clients', ...FAMILIES[profile]];
  return KINDS.filter(({ family }) => families.includes(family));
}
