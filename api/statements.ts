// Statements of the scenario language as they come, one text after another, each parsed and checked against the nodes
// that there are then.

import { type Diagnostic, type Limits, parseFile, type TestCase } from '../dsl/index.ts';
import { ScenarioError } from './failure.ts';

/** A program may do as much as it likes: what bounds it is its own. */
const LIMITS: Partial<Limits> = {
  statements: Number.MAX_SAFE_INTEGER,
  ticks: Number.MAX_SAFE_INTEGER,
};

/** Texts that are remembered, so that a verb in a loop is parsed once. */
const REMEMBERED = 500;

/** Parses statements. The text of each stays known under a name of its own, for what is still watched later. */
export class Statements {
  private readonly sources = new Map<string, string>();
  private known = new Map<string, TestCase>();

  /** The test that a cluster line begins. Errors: throws a `ScenarioError`. */
  begin(clusterLine: string): TestCase {
    return this.parsed(clusterLine);
  }

  /** Statements in a cluster of so many nodes. Errors: throws a `ScenarioError`, also for lines that describe a test. */
  read(text: string, nodes: number): TestCase {
    const whole = `cluster of ${nodes}\n${text}`;
    const known = this.known.get(whole);
    if (known !== undefined) return known;
    const test = this.parsed(whole, 1);
    if (this.known.size >= REMEMBERED) this.known = new Map();
    this.known.set(whole, test);
    return test;
  }

  /** `added`: lines on top that whoever wrote the text did not write. */
  private parsed(text: string, added = 0): TestCase {
    const path = `statements ${this.sources.size + 1}`;
    const file = parseFile(path, text, undefined, LIMITS);
    const [test] = file.tests;
    const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
    if (test === undefined || errors.length > 0) {
      const given = text.split('\n').slice(added).join('\n');
      throw new ScenarioError(
        errors.map((error) => movedUp(error, added)),
        new Map([[GIVEN, given]]),
      );
    }
    if (file.tests.length > 1 || !test.convergence || test.expectedViolation !== null) {
      throw new RangeError(
        'a cluster takes statements, not lines that describe a test: give a whole scenario to runScenario',
      );
    }
    this.sources.set(path, text);
    return { ...test, sources: this.sources };
  }
}

/** What messages call the text that was given. */
const GIVEN = 'statements';

function movedUp(diagnostic: Diagnostic, lines: number): Diagnostic {
  const { span } = diagnostic;
  const moved = { ...span, line: span.line - lines, endLine: span.endLine - lines };
  return { ...diagnostic, file: GIVEN, span: moved };
}
