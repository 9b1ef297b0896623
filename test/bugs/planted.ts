// Runs the scenario of a planted bug, on an engine that has the bug or on a clean one.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlantedEngine } from '../../cli/planting/index.ts';
import type { RunOptions, TestResult } from '../../dsl/index.ts';

/** Where the planted bugs lie. */
export const BUGS = join(import.meta.dirname, '../../fixtures/bugs');

/** The ids of all planted bugs, in order. */
export const bugIds: readonly string[] = readdirSync(BUGS).sort();

/** A bug's hand-written scenario. */
export function scenarioOf(id: string): string {
  return readFileSync(join(BUGS, id, 'scenario.raft'), 'utf8');
}

const isExpectation = (line: string): boolean => /^\s*expect violation/.test(line);

/** The same text without the violation it expects: what must hold on a clean core. */
export function cleanTwin(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isExpectation(line))
    .join('\n');
}

/** Runs the only test of a text. */
export function runText(engine: PlantedEngine, text: string, options: RunOptions = {}): TestResult {
  const parsed = engine.parseFile('scenario.raft', text, { read: () => undefined });
  const [test, ...more] = parsed.tests;
  if (test === undefined || more.length > 0) {
    const problems = parsed.diagnostics.map(({ message }) => message).join('; ');
    throw new Error(`one test expected: ${problems}`);
  }
  return engine.runTest(test, options);
}

/** The same text without its line at `offset`; undefined when that is no statement, or nothing that parses is left. */
export function without(engine: PlantedEngine, text: string, offset: number): string | undefined {
  const lines = text.split('\n');
  const line = lines[offset]?.trim() ?? '';
  // `no convergence` is a header: it only keeps what comes after the violation out of other runs.
  if (line === '' || line.startsWith('#') || isExpectation(line) || line === 'no convergence') {
    return undefined;
  }
  const rest = lines.filter((_, other) => other !== offset).join('\n');
  const parsed = engine.parseFile('scenario.raft', rest, { read: () => undefined });
  return parsed.tests.length === 1 ? rest : undefined;
}
