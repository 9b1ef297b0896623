// What a world can begin with: every rule that a setup breaks, a sentence each.

import { DEFAULT_OPTIONS, optionProblems } from '../core/index.ts';
import { NODES_MAX } from './endpoint.ts';
import { logsProblem } from './initial-logs.ts';
import { PROPERTIES } from './properties.ts';
import type { WorldSetup } from './world.ts';

/** What is wrong with a setup, also one that no compiler has seen; empty when a world can begin with it. */
export function setupProblems(setup: WorldSetup): readonly string[] {
  const { nodes, learners = 0, seed, options = {}, logs = [], off = [], sessionsMax = 1 } = setup;
  const { eventsPerTick = 1 } = setup;
  const problems: string[] = [];
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
    problems.push(`${name} must be a whole number ${range} (got ${String(value)})`);
  };
  whole('nodes', nodes, 1, NODES_MAX);
  whole('learners', learners, 0, NODES_MAX - 1);
  if (nodes + learners > NODES_MAX) {
    problems.push(
      `nodes and learners must be at most ${NODES_MAX} together (got ${nodes + learners})`,
    );
  }
  whole('sessionsMax', sessionsMax, 1, Infinity);
  whole('eventsPerTick', eventsPerTick, 1, Infinity);
  if (typeof seed !== 'string' || seed === '') {
    problems.push(
      `seed must be a text that is not empty (got ${seed === '' ? "''" : String(seed)})`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!(name in DEFAULT_OPTIONS)) {
      const known = Object.keys(DEFAULT_OPTIONS).join(', ');
      problems.push(`there is no option ${name}; there are ${known}`);
    }
  }
  problems.push(...optionProblems({ ...DEFAULT_OPTIONS, ...options }));
  if (logs.length > nodes + learners) {
    problems.push(
      `logs must be at most one a node (got ${logs.length} for ${nodes + learners} nodes)`,
    );
  }
  const clash = logsProblem(logs);
  if (clash !== undefined) problems.push(`logs: ${clash}`);
  for (const id of off) {
    if (PROPERTIES.some((property) => property.id === id)) continue;
    problems.push(`off names ${String(id)}, which is no property`);
  }
  return problems;
}
