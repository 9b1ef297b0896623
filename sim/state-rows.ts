// The state of all nodes as a table of texts: what `show state` and every failure report print.

import { NOBODY } from '../core/index.ts';
import { endpointName, positionName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** One node, in texts. */
export interface StateRow {
  readonly node: string;
  /** Role or condition; `paused` is added where it applies. */
  readonly state: string;
  readonly term: string;
  /** Whom it voted for in its term; `-` for nobody. */
  readonly vote: string;
  /** Whom it takes for the leader; `-` for nobody. */
  readonly leader: string;
  /** Where its log ends, `3@2`; `-` when it is empty. */
  readonly log: string;
  readonly commit: string;
  readonly applied: string;
  /** Election timer, `ticks waited / timeout`; `-` for leaders and nodes that do not run. */
  readonly timer: string;
  /** Where its disk ends, with what is not durable: `3@2`, `3@2 (1 write pending)`. */
  readonly disk: string;
  /** What is unusual: why it is down, paused, full, on another clock. */
  readonly remark: string;
}

/** A row per node, in order of their numbers. */
export function stateRows(world: World): readonly StateRow[] {
  return world.nodes.filter(({ condition }) => condition !== 'absent').map(stateRow);
}

function stateRow(host: SimulatedNode): StateRow {
  const { core, disk } = host;
  const base = {
    node: endpointName(host.id),
    state: host.pausedSince >= 0 ? `${host.state}, paused` : host.state,
    disk: diskText(host),
    remark: remarkText(host),
  };
  if (core === null) {
    const log = endText(disk.readableIndex, disk.readableTerm);
    const vote = nameOrDash(disk.votedFor);
    return {
      ...base,
      term: `${disk.term}`,
      vote,
      leader: '-',
      log,
      commit: '-',
      applied: '-',
      timer: '-',
    };
  }
  return {
    ...base,
    term: `${core.currentTerm}`,
    vote: nameOrDash(core.votedFor),
    leader: nameOrDash(core.leaderId),
    log: endText(core.log.lastIndex, core.log.lastTerm),
    commit: `${core.commitIndex}`,
    applied: `${core.lastApplied}`,
    timer: timerText(host),
  };
}

function timerText(host: SimulatedNode): string {
  const { core } = host;
  if (core === null || core.role.kind === 'leader') return '-';
  return `${core.electionElapsed}/${core.electionTimeout < 0 ? '?' : core.electionTimeout}`;
}

function diskText({ disk }: SimulatedNode): string {
  const end = endText(disk.readableIndex, disk.readableTerm);
  const count = disk.pending.length;
  if (count === 0) return end;
  return `${end} (${count} ${count === 1 ? 'write' : 'writes'} pending)`;
}

function remarkText(host: SimulatedNode): string {
  const remarks: string[] = [];
  if (host.core === null) remarks.push(`since tick ${host.since}: ${host.reason}`);
  if (host.pausedSince >= 0) remarks.push(`paused since tick ${host.pausedSince}`);
  if (host.disk.fullSince >= 0) remarks.push(`disk full since tick ${host.disk.fullSince}`);
  if (host.clock.ratePercent !== 100) remarks.push(`clock at ${host.clock.ratePercent} %`);
  return remarks.join('; ');
}

function nameOrDash(id: number): string {
  return id === NOBODY ? '-' : endpointName(id);
}

function endText(index: number, term: number): string {
  return index === 0 ? '-' : positionName(index, term);
}
