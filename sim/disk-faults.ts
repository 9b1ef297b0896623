// What a scenario does to disks: they get slow, full or fail, and what is on them is damaged or lost.

import type { LogIndex, NodeId } from '../core/index.ts';
import { damagedEntry } from './disk.ts';
import type { Range } from './latency.ts';
import type { World } from './world.ts';

/** Gives a disk a latency of its own; null follows the setting again. */
export function slowDisk(world: World, id: NodeId, latency: Range | null): void {
  world.node(id).disk.latency = latency;
  const text =
    latency === null ? 'as fast as the others' : `${latency.min}..${latency.max} ticks a write`;
  world.noteFault(id, `disk ${text}`, `its disk is ${text}`);
}

/** The next write fails instead of becoming durable; the node, which cannot know what is on its disk now, dies. */
export function failNextSync(world: World, id: NodeId): void {
  world.node(id).disk.failsNextSync = true;
  world.noteFault(id, 'disk-fails', 'its next write will fail');
}

/** Fills a disk: no write becomes durable until there is room again. */
export function fillDisk(world: World, id: NodeId): void {
  const { disk } = world.node(id);
  if (disk.fullSince < 0) disk.fullSince = world.now;
  world.noteFault(id, 'disk-full', 'its disk is full');
}

/** Ends every fault of a disk that is not damage: slow, full, failing. */
export function mendDisk(world: World, id: NodeId): void {
  const { disk } = world.node(id);
  disk.latency = null;
  disk.fullSince = -1;
  disk.failsNextSync = false;
  world.noteFault(id, 'disk-ok', 'its disk is in order');
}

/**
 * Damages one entry of a node: on its disk, and in its memory while it runs. The entry's checksum stays,
 * so whoever checks it next sees that it does not fit. Returns false when there is no such entry.
 */
export function corrupt(world: World, id: NodeId, index: LogIndex): boolean {
  const host = world.node(id);
  const stored = host.disk.entryAt(index);
  const entry = host.core?.log.entryAt(index) ?? stored;
  if (entry === undefined) return false;
  const damaged = damagedEntry(entry);
  host.disk.damage(damaged);
  // A log that was cut off in memory may still be whole on the disk, until that write is durable.
  if (host.core?.log.entryAt(index) !== undefined) host.core.log.replaceDamaged(damaged);
  world.noteFault(id, `corrupt ${index}`, `its entry ${index} is damaged`);
  return true;
}

/** Damages the snapshot on a disk. Returns false when there is none. */
export function corruptSnapshot(world: World, id: NodeId): boolean {
  if (!world.node(id).disk.damageSnapshot()) return false;
  world.noteFault(id, 'corrupt-snapshot', 'its snapshot is damaged');
  return true;
}

/**
 * Takes the last entries from a disk, at most `most`, although they were reported durable. The node goes on while
 * it runs, and finds them missing when it starts again. Returns false when there is no entry.
 */
export function loseSynced(world: World, id: NodeId, most: number): boolean {
  const count = world.node(id).disk.loseTail(most);
  if (count === 0) return false;
  const what = count === 1 ? 'the last durable entry' : `the last ${count} durable entries`;
  world.noteFault(id, `disk-loses ${count}`, `its disk loses ${what}`);
  return true;
}
