// What a scenario does to who reaches whom: links are cut and made whole again.

import type { NodeId } from '../core/index.ts';
import { type Endpoint, endpointName, endpointNames, isClient, WORLD } from './endpoint.ts';
import type { World } from './world.ts';

/** Divides the nodes: only nodes of the same group reach each other. Nodes in no group form one more. Replaces earlier cuts between nodes. */
export function partition(world: World, groups: readonly (readonly NodeId[])[]): void {
  const groupOf = new Map<NodeId, number>();
  for (const [number, members] of groups.entries()) {
    for (const id of members) groupOf.set(world.node(id).id, number);
  }
  world.network.mend((from, to) => {
    if (isClient(from) || isClient(to)) return false;
    return (groupOf.get(from) ?? -1) === (groupOf.get(to) ?? -1);
  });
  for (const from of world.nodes) {
    for (const to of world.nodes) {
      if ((groupOf.get(from.id) ?? -1) !== (groupOf.get(to.id) ?? -1)) {
        world.network.cut(from.id, to.id, world.now);
      }
    }
  }
  const rest = world.nodes.filter(({ id }) => !groupOf.has(id)).map(({ id }) => id);
  const all = rest.length === 0 ? groups : [...groups, rest];
  const text = all.map((members) => endpointNames(members)).join(' | ');
  world.noteFault(WORLD, `partition ${text}`, `the network is partitioned: ${text}`);
}

/** Cuts a node off from all other nodes, in both directions. Other cuts stay. */
export function isolate(world: World, id: NodeId): void {
  for (const other of world.nodes) {
    if (other.id === id) continue;
    world.network.cut(id, other.id, world.now);
    world.network.cut(other.id, id, world.now);
  }
  world.noteFault(id, 'isolate', 'is cut off from all other nodes');
}

/** Cuts one direction between two endpoints, or both. */
export function cut(world: World, from: Endpoint, to: Endpoint, bothWays: boolean): void {
  world.network.cut(from, to, world.now);
  if (bothWays) world.network.cut(to, from, world.now);
  const arrow = bothWays ? '<->' : '->';
  const text = `${endpointName(from)} ${arrow} ${endpointName(to)}`;
  world.noteFault(from, `cut ${text}`, `the link ${text} is cut`);
}

/** Mends all cut links, or those that touch one of some endpoints. Chances, delays and rules stay. */
export function heal(world: World, endpoints: readonly Endpoint[] | null = null): void {
  world.network.mend(
    (from, to) => endpoints === null || endpoints.includes(from) || endpoints.includes(to),
  );
  const text = endpoints === null ? 'all links' : `the links of ${endpointNames(endpoints)}`;
  world.noteFault(WORLD, `heal ${text}`, `${text} are whole again`);
}
