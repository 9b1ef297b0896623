// Every fault and operation of a storm: its family, how often it strikes while it is on, and what it does.

import type { Action, RandomFault, RandomProfile } from '../dsl/index.ts';
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
import { depositions, laggards, relapses, rivalries } from './acts-plays.ts';
import type { View } from './view.ts';

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
  readonly act: (view: View) => readonly Action[] | null;
}

function kind(
  name: RandomFault,
  family: Family,
  likelihood: number,
  weight: number,
  act: Kind['act'],
): Kind {
  return { name, family, likelihood, weight, act };
}

/** All kinds, in a fixed order, which draws depend on: append only. */
export const KINDS: readonly Kind[] = [
  kind('losses', 'network', 30, 2, network.weather('lose')),
  kind('duplicates', 'network', 25, 2, network.weather('duplicate')),
  kind('reorderings', 'network', 25, 2, network.weather('reorder')),
  kind('replays', 'network', 15, 2, network.weather('replay')),
  kind('delays', 'network', 20, 2, network.delays),
  kind('slow-links', 'network', 20, 2, network.slowLinks),
  kind('clogs', 'network', 15, 2, network.clogs),
  kind('swizzles', 'network', 8, 1, network.swizzles),
  kind('queues', 'network', 8, 1, network.queues),
  kind('partitions', 'network', 35, 4, network.partitions),
  kind('isolations', 'network', 40, 5, network.isolations),
  kind('bridges', 'network', 12, 2, network.bridges),
  kind('rings', 'network', 10, 1, network.rings),
  kind('one-way-cuts', 'network', 25, 3, network.oneWayCuts),
  kind('drops', 'network', 45, 7, network.drops),
  kind('holds', 'network', 35, 4, network.holds),
  kind('deliveries', 'network', 50, 5, network.deliveries),
  kind('shuffles', 'network', 20, 1, network.shuffles),
  kind('crashes', 'nodes', 55, 7, host.crashes),
  kind('unsynced-crashes', 'nodes', 30, 4, host.unsyncedCrashes),
  kind('torn-crashes', 'nodes', 15, 3, host.tornCrashes),
  kind('outages', 'nodes', 15, 2, host.outages),
  kind('pauses', 'nodes', 20, 3, host.pauses),
  kind('suicides', 'nodes', 8, 1, host.suicides),
  kind('step-downs', 'nodes', 20, 2, host.stepDowns),
  kind('campaigns', 'nodes', 55, 8, host.campaigns(false)),
  kind('forced-campaigns', 'nodes', 30, 4, host.campaigns(true)),
  kind('forgetting', 'nodes', 15, 2, host.forgetting),
  kind('moments', 'nodes', 15, 2, host.moments),
  kind('slow-disks', 'disks', 35, 4, host.slowDisks),
  kind('failing-syncs', 'disks', 12, 2, host.failingSyncs),
  kind('full-disks', 'disks', 12, 2, host.fullDisks),
  kind('wipes', 'disks', 12, 2, host.wipes),
  kind('corruptions', 'disks', 10, 2, host.corruptions),
  kind('lost-entries', 'disks', 8, 2, host.lostEntries),
  kind('skewed-clocks', 'clocks', 18, 2, host.skewedClocks),
  kind('stopped-clocks', 'clocks', 12, 2, host.stoppedClocks),
  kind('early-timers', 'clocks', 30, 4, host.earlyTimers),
  kind('reconfigurations', 'operators', 40, 8, reconfigurations),
  kind('transfers', 'operators', 25, 3, transfers),
  kind('snapshots', 'operators', 25, 3, snapshots),
  kind('compactions', 'operators', 30, 4, compactions),
  kind('read-only-peers', 'operators', 10, 2, readOnlyPeers),
  kind('recoveries', 'operators', 3, 1, recoveries),
  kind('commands', 'clients', 70, 8, commands),
  kind('writes', 'clients', 60, 8, writes),
  kind('reads', 'clients', 45, 6, reads('index')),
  kind('lease-reads', 'clients', 30, 4, reads('lease')),
  kind('stale-reads', 'clients', 12, 2, reads('stale')),
  kind('cas', 'clients', 25, 4, cas),
  kind('retries', 'clients', 25, 3, retries),
  kind('laggards', 'nodes', 35, 6, laggards),
  kind('depositions', 'nodes', 35, 6, depositions),
  kind('relapses', 'nodes', 30, 6, relapses),
  kind('rivalries', 'nodes', 25, 5, rivalries),
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
