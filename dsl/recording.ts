// A run written down: its statements in the order in which they were carried out, the generated ones
// among them, without variables and blocks. Played as a plan it comes to the same hash.

import type { ClusterAction, Operand, Statement } from './ast.ts';
import { resolved } from './operands.ts';
import { printStatements } from './printer.ts';
import { seedText } from './session-text.ts';
import type { TestCase, Variables } from './test-case.ts';

/** What a run carried out. */
export interface Recording {
  /** The seed that its draws follow. */
  readonly seed: string;
  readonly statements: readonly Statement[];
}

/** A statement as it was carried out: every variable replaced by its value. */
export function withValues(statement: Statement, variables: Variables): Statement {
  return variables.size === 0 ? statement : (replaced(statement, variables) as Statement);
}

function replaced(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'variable') return resolved(value as Operand, variables);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      replaced(inner, variables),
    ]),
  );
}

/** How a recording is written down. */
export interface RecordingText {
  /** Comment lines on top, without their `#`. */
  readonly comments?: readonly string[];
  /** Leave the `expect violation` line of the test out. */
  readonly withoutExpectation?: boolean;
  /** Leave the `plan` line out: an action that finds nobody fails the test then. */
  readonly withoutPlan?: boolean;
}

/** A recording as a file with one test, marked as a plan unless asked otherwise. */
export function recordingText(
  test: TestCase,
  recording: Recording,
  { comments = [], withoutExpectation = false, withoutPlan = false }: RecordingText = {},
): string {
  const cluster = replaced(test.cluster, test.variables) as ClusterAction;
  const { expectedViolation, clusterSpan } = test;
  const isExpected = expectedViolation !== null && !withoutExpectation;
  const lines = [
    ...comments.map((comment) => `# ${comment}`.trimEnd()),
    ...(withoutPlan ? [] : ['plan']),
    `seed ${seedText(recording.seed)}`,
    ...printStatements([{ action: cluster, span: clusterSpan }]),
    ...printStatements(recording.statements),
    ...(test.convergence ? [] : ['no convergence']),
    ...(isExpected ? [`expect violation of ${expectedViolation.name}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
