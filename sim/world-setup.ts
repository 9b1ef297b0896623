// What a world can begin with, and every rule that a setup breaks, a sentence each.

import { DEFAULT_OPTIONS, optionProblems, type Options } from '../core/index.ts';
import { NODES_MAX } from './endpoint.ts';
import { type LogShape, logsProblem } from './initial-logs.ts';
import type { MachineDefinition } from './own-machine.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';

/** How a world begins. */
export interface WorldSetup {
  /** Number of voters, from 1 to `NODES_MAX` with the learners. They are n0 to n(nodes-1). */
  readonly nodes: number;
  /** Number of learners behind them. */
  readonly learners?: number;
  /** Client sessions every state machine remembers at most. */
  readonly sessionsMax?: number;
  /** Every draw of the run follows from it. */
  readonly seed: string;
  readonly options?: Partial<Options>;
  /** Terms of the entries each node starts with; see `logsProblem`. Nodes without a list start empty. */
  readonly logs?: readonly LogShape[];
  /** A wiped node comes back as if nothing had happened, to show the hazard. */
  readonly unsafeRejoin?: boolean;
  /** Keep a trace. Changes nothing about the run. */
  readonly trace?: boolean;
  /** Note which situations come up. Changes nothing about the run. */
  readonly coverage?: boolean;
  /** Failed assertions and integrity refusals of the core are noted and do not stop the run. */
  readonly lenient?: boolean;
  /**
   * Events one tick may have, from 1; more break the property `assertion`, since such a tick hardly ends. Default
   * 1,000,000. At least four for each pair of nodes, so that all may campaign at once.
   */
  readonly eventsPerTick?: number;
  /** Properties that are not judged. */
  readonly off?: readonly PropertyId[];
  /** The state machine of all nodes; the built-in one without it. Linearizability is judged only for that. */
  readonly machine?: MachineDefinition;
}

/** What is wrong with a setup, also one that no compiler has seen; empty when a world can begin with it. */
export function setupProblems(setup: WorldSetup): readonly string[] {
  const { nodes, learners = 0, seed, options = {}, logs = [], off = [], sessionsMax = 1 } = setup;
  const { eventsPerTick = 1 } = setup;
  const problems: string[] = [];
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (Number.isSafeInteger(value) && value >= least && value <= most) return;
    const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
    problems.push(`${name} must be a whole number ${range} (got ${gotten(value)})`);
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
  if (!Array.isArray(logs) || !logs.every((terms: unknown) => Array.isArray(terms))) {
    problems.push('logs must be a list of the terms of each node, such as [[1, 1], [1]]');
    return problems;
  }
  // A number of nodes that cannot be is told above.
  const count = nodes + learners;
  if (Number.isSafeInteger(count) && count > 0 && logs.length > count) {
    problems.push(`logs must be at most one a node (got ${logs.length} for ${count} nodes)`);
  }
  const clash = logsProblem(logs);
  if (clash !== undefined) problems.push(`logs: ${clash}`);
  for (const id of off) {
    if (PROPERTIES.some((property) => property.id === id)) continue;
    problems.push(`off names ${String(id)}, which is no property`);
  }
  return problems;
}

/** A text in quotes, since '3' is not 3. */
function gotten(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
