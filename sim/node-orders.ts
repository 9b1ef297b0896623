// What a scenario tells a node: to take a snapshot, to campaign, to give up, to wait longer, to work by
// other options.

import {
  campaign,
  type CampaignManner,
  completeOptions,
  forgetLeader,
  type LogIndex,
  type NodeId,
  optionProblems,
  type Options,
  setElectionTimeout,
  stepDown,
} from '../core/index.ts';
import { compactNow, snapshotNow } from './hosting.ts';
import { judgePaces, noteHaste, noteShorterWait } from './lease-assumptions.ts';
import type { World } from './world.ts';

/** Makes a node take a snapshot of all it has applied. Returns false when it does not run or has one. */
export function snapshot(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive) return false;
  world.noteFault(id, 'snapshot', 'is told to take a snapshot');
  let isTaken = false;
  world.guarded(() => {
    isTaken = snapshotNow(world, host, core);
  });
  return isTaken;
}

/**
 * Makes a node drop its log up to `index`, behind a snapshot, which it takes if it needs one. Returns false
 * when it does not run, or has not applied so much.
 */
export function compact(world: World, id: NodeId, index: LogIndex): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.lastApplied < index) return false;
  world.noteFault(id, `compact ${index}`, `is told to drop its log up to entry ${index}`);
  world.guarded(() => {
    if ((core.snapshot?.index ?? 0) < index) snapshotNow(world, host, core);
    if (host.core === core) compactNow(world, host, core, index);
  });
  return true;
}

/** Makes a node campaign now. Returns false when it is not a live node that could. */
export function startCampaign(world: World, id: NodeId, manner?: Partial<CampaignManner>): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.role.kind === 'leader') return false;
  world.noteFault(id, 'campaign', 'is told to campaign');
  noteHaste(world, host);
  world.disruption.forget();
  world.guarded(() => {
    world.before.capture(core, -1);
    campaign(core, { preVote: core.options.preVote, force: false, ...manner }, world.out);
    // Voters do not weigh it against the leader they hear; so it counts when they are asked.
    if (manner?.force === true) host.forcedTerms.push(core.currentTerm);
    world.afterCall(host, core, -1);
  });
  if (host.campaigned?.tick === world.now) host.campaigned = { ...host.campaigned, told: true };
  return true;
}

/** Makes a leader give up in its term. Returns false when the node does not lead. */
export function abdicate(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive || core.role.kind !== 'leader') return false;
  world.noteFault(id, 'step-down', 'is told to step down');
  world.disruption.noteToldToStepDown();
  world.guarded(() => {
    world.before.capture(core, -1);
    stepDown(core, world.out);
    world.afterCall(host, core, -1);
  });
  return true;
}

/** Makes a follower forget its leader. Returns false when it knows none. */
export function forget(world: World, id: NodeId): boolean {
  const host = world.node(id);
  const { core } = host;
  if (core === null || !host.isLive) return false;
  world.disruption.forget();
  noteHaste(world, host);
  let forgot = false;
  world.guarded(() => {
    world.before.capture(core, -1);
    forgot = forgetLeader(core, world.out);
    world.afterCall(host, core, -1);
  });
  if (forgot) world.noteFault(id, 'forget-leader', 'is told to forget its leader');
  return forgot;
}

/** Sets how many ticks a node waits for a leader this time. Returns false when it does not run. */
export function setLeaderTimeout(world: World, id: NodeId, ticks: number): boolean {
  const { core } = world.node(id);
  if (core === null) return false;
  if (ticks < core.options.electionTimeoutTicksMin) world.disruption.noteOldTimer(id);
  setElectionTimeout(core, ticks);
  world.disruption.forget();
  world.noteFault(id, `leaderTimeout ${ticks}`, `waits ${ticks} ticks for a leader`);
  return true;
}

/** Changes options of a node, now and for later starts. Returns what is wrong with the result; nothing is changed then. */
export function setOptions(world: World, id: NodeId, options: Partial<Options>): readonly string[] {
  const host = world.node(id);
  const changed = { ...host.options, ...options };
  const problems = optionProblems(changed);
  if (problems.length > 0) return problems;
  const isShorter = changed.electionTimeoutTicksMin < host.options.electionTimeoutTicksMin;
  if (isShorter) noteShorterWait(world, id);
  Object.assign(host.options, options);
  if (host.core !== null) {
    host.core.options = completeOptions(changed);
    const { electionTimeout } = host.core;
    const isOld = electionTimeout >= 0 && electionTimeout < changed.electionTimeoutTicksMin;
    if (isOld) world.disruption.noteOldTimer(id);
  }
  world.disruption.forget();
  world.noteFault(id, `options ${JSON.stringify(options)}`, `is set to ${JSON.stringify(options)}`);
  judgePaces(world);
  return [];
}
