// Which configurations somebody may still need a quorum of: the newest that was committed, and those that
// stand behind it in somebody's log, where they are in force although nobody knows whether they will stay.

import type { Configuration, ConfigurationAt, NodeId } from '../core/index.ts';
import { hasMajority } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** An active configuration, and whose log it stands in. */
export interface ActiveConfiguration extends ConfigurationAt {
  /** Null for the newest that was committed. */
  readonly holder: NodeId | null;
}

/** The newest committed configuration, then those behind it in the logs of `hosts`, or on their disks when they are down. */
export function activeConfigurations(
  world: World,
  hosts: readonly SimulatedNode[],
): readonly ActiveConfiguration[] {
  const committed = world.checker.committedConfiguration;
  const open = hosts.flatMap((host) =>
    configurationsIn(host)
      .filter(({ index }) => index > committed.index)
      .map(({ index, configuration }) => ({ index, configuration, holder: host.id })),
  );
  const { index, configuration } = committed;
  return [{ index, configuration, holder: null }, ...open];
}

/** The configurations of which `ids` hold no quorum. */
export function unreached(
  configurations: readonly ActiveConfiguration[],
  ids: readonly NodeId[],
): readonly ActiveConfiguration[] {
  const present: boolean[] = [];
  for (const id of ids) present[id] = true;
  return configurations.filter(({ configuration }) => !hasMajority(configuration, present));
}

function configurationsIn({ core, configurations, disk }: SimulatedNode): readonly {
  readonly index: number;
  readonly configuration: Configuration;
}[] {
  if (core !== null) return configurations;
  const { snapshot, entries } = disk.read();
  const known: ConfigurationAt[] = [];
  if (snapshot !== null) {
    known.push({ index: snapshot.configurationIndex, configuration: snapshot.configuration });
  }
  for (const { index, configuration } of entries) {
    if (configuration !== null) known.push({ index, configuration });
  }
  return known;
}
