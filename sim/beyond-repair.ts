// What no end of faults repairs: reasons for which a cluster may stand still without being at fault.

import { activeConfigurations } from './active-configurations.ts';
import { configurationText } from './describe-requests.ts';
import { missingQuorum } from './diagnose.ts';
import { endpointName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/**
 * Why this cluster can stand still although no fault is left: a configuration in force has no quorum that
 * runs, or what its leader would have to send is damaged. Undefined when nothing of the kind is seen.
 */
export function beyondRepair(world: World): string | undefined {
  const live = world.nodes.filter(
    ({ isLive, generation }) => isLive && generation === world.generation,
  );
  for (const { configuration, index, holder } of activeConfigurations(world, live)) {
    const missing = missingQuorum(world, configuration);
    if (missing === undefined) continue;
    return holder === null
      ? missing
      : `${missing} (the members ${configurationText(configuration)} of entry ${index} of ${endpointName(holder)})`;
  }
  return damageOf(world, live);
}

/** A follower refuses an entry of the leader, which a fault damaged. */
function damageOf(world: World, live: readonly SimulatedNode[]): string | undefined {
  const leader = world.leader();
  if (leader === undefined || leader.disk.corruptIndex === 0) return undefined;
  const refuser = live.find(
    ({ appendRefused }) =>
      appendRefused?.leader === leader.id && appendRefused.reason === 'checksum-mismatch',
  );
  if (refuser === undefined) return undefined;
  return `entry ${refuser.appendRefused?.index ?? 0} of ${endpointName(leader.id)}, the leader, is damaged, and ${endpointName(refuser.id)} refuses it`;
}
