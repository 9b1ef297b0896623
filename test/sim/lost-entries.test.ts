// A disk that loses what it had reported durable: what can still be read, and what makes it whole again.

import { describe, expect, it } from 'vitest';
import { commandAsk, faults, submit, World } from '../../sim/index.ts';

/** Three nodes that n0 leads, with so many entries behind the no-op, committed and applied by all. */
function worldWith(entries: number): World {
  const world = new World({ nodes: 3, seed: '1' });
  faults.startCampaign(world, 0);
  for (let count = 0; count < 5; count++) world.tick();
  write(world, entries);
  return world;
}

function write(world: World, entries: number): void {
  for (let count = 0; count < entries; count++) {
    const ask = commandAsk({ kind: 'value', value: `v${count}` });
    submit(world, 1, { ask, to: 0, redirects: true });
    for (let ticks = 0; ticks < 8; ticks++) world.tick();
  }
}

function tick(world: World, ticks: number): void {
  for (let count = 0; count < ticks; count++) world.tick();
}

describe('entries that were durable and are lost', () => {
  it('cannot be read, and neither can what is written behind them', () => {
    const world = worldWith(4);
    const { disk } = world.node(1);
    expect(faults.loseSynced(world, 1, 2)).toBe(true);
    expect([disk.lastIndex, disk.readableIndex, disk.read().entries.length]).toEqual([5, 3, 3]);
    write(world, 1);
    expect([disk.lastIndex, disk.readableIndex, disk.syncedIndex]).toEqual([6, 3, 6]);
    expect(disk.entryAt(6)).toBeUndefined();
    expect(disk.writtenAt(6)).toBeDefined();
    expect(world.violations).toEqual([]);
  });

  it('keep a node out when it starts, running before or not', () => {
    const world = worldWith(3);
    faults.loseSynced(world, 1, 1);
    faults.crash(world, 1);
    faults.restart(world, 1);
    faults.crash(world, 2);
    faults.loseSynced(world, 2, 100);
    faults.restart(world, 2);
    expect([world.node(1).condition, world.node(2).condition]).toEqual(['corrupt', 'corrupt']);
    expect(world.node(1).reason).toContain('entry 4');
    expect(world.node(2).reason).toContain('entry 1');
    expect(world.violations).toEqual([]);
  });

  it('accuse nobody of a commit that counts on them', () => {
    const world = worldWith(1);
    faults.crash(world, 2);
    const ask = commandAsk({ kind: 'value', value: 'x' });
    submit(world, 1, { ask, to: 0, redirects: true });
    // n1 acknowledges the entry, and loses it before the leader hears of it.
    while (world.node(1).disk.lastIndex < 3) world.tick();
    expect(world.node(0).core?.commitIndex).toBe(2);
    faults.loseSynced(world, 1, 1);
    tick(world, 8);
    expect(world.node(0).core?.commitIndex).toBe(3);
    expect(world.violations).toEqual([]);
  });

  it('are whole again when a snapshot covers them, and partly when it covers some', () => {
    const world = worldWith(4);
    const { disk } = world.node(1);
    faults.loseSynced(world, 1, 3);
    faults.compact(world, 1, 4);
    expect([disk.base.index, disk.readableIndex, disk.hasLost]).toEqual([4, 4, true]);
    faults.compact(world, 1, 5);
    expect([disk.base.index, disk.readableIndex, disk.hasLost]).toEqual([5, 5, false]);
    faults.crash(world, 1);
    faults.restart(world, 1);
    expect(world.node(1).condition).toBe('up');
  });

  it('are whole again when the log is written anew from there on', () => {
    const world = worldWith(1);
    // n0, cut off, writes what nobody commits, and loses it.
    faults.isolate(world, 0);
    const ask = commandAsk({ kind: 'value', value: 'lost' });
    submit(world, 2, { ask, to: 0, redirects: false });
    tick(world, 3);
    const { disk } = world.node(0);
    expect(disk.lastIndex).toBe(3);
    faults.loseSynced(world, 0, 1);
    expect(disk.hasLost).toBe(true);
    tick(world, 60);
    faults.heal(world);
    tick(world, 60);
    expect([disk.hasLost, disk.readableIndex]).toEqual([false, disk.lastIndex]);
    expect(disk.entryAt(3)?.term).toBeGreaterThan(1);
    expect(world.violations).toEqual([]);
  });

  it('are none on an empty log, and stay lost in a copy', () => {
    const world = worldWith(2);
    faults.loseSynced(world, 1, 1);
    expect(world.copy().node(1).disk.readableIndex).toBe(2);
    const empty = new World({ nodes: 1, seed: '1' });
    expect(faults.loseSynced(empty, 0, 1)).toBe(false);
  });
});
