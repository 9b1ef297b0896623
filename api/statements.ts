// Statements of the scenario language as they come, one text after another, each parsed and checked against the nodes
// that there are then.

import { chunksOf, type Diagnostic, type Limits, parseFile, type TestCase } from '../dsl/index.ts';
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
  /** What was defined so far, as it is written, by name in small letters. */
  private readonly defined = new Map<string, string>();

  /** The test that a cluster line begins. Errors: throws a `ScenarioError`. */
  begin(clusterLine: string): TestCase {
    return this.parsed(clusterLine);
  }

  /**
   * Statements in a cluster of so many nodes. What they define is known from then on. Errors: throws a `ScenarioError`,
   * and a `RangeError` for lines that describe a test.
   */
  read(text: string, nodes: number): TestCase {
    const own = definitionsIn(text);
    const before = [...this.defined].flatMap(([name, lines]) => (own.has(name) ? [] : lines));
    const above = [...before, `cluster of ${nodes}`].join('\n');
    const whole = `${above}\n${text}`;
    const known = this.known.get(whole);
    if (known !== undefined) return known;
    const test = this.parsed(whole, above.split('\n').length);
    if (this.known.size >= REMEMBERED) this.known = new Map();
    if (own.size === 0) this.known.set(whole, test);
    for (const [name, lines] of own) this.defined.set(name, lines);
    return test;
  }

  /** The same for a text that must be one statement from its beginning to its end. Errors: throws a `RangeError` as well. */
  readOne(text: string, nodes: number): TestCase {
    const test = this.read(text, nodes);
    const [only] = test.statements;
    const { line = 0, endLine = 0, endColumn = 0 } = only?.span ?? {};
    const isFromTop = line === test.clusterSpan.line + 1 && endLine === line;
    const isWhole = isFromTop && endColumn === text.trimEnd().length + 1;
    if (test.statements.length === 1 && isWhole) return test;
    throw new RangeError(
      `${JSON.stringify(text)} is not one statement: what a verb is given becomes a part of one; give several to \`do\``,
    );
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

/** The lines that name a block, by the name in small letters. */
function definitionsIn(text: string): Map<string, string> {
  const named = chunksOf(text).flatMap((chunk) => {
    const name = /^\s*define\s+([^\s$]+)/i.exec(chunk.text)?.[1]?.toLowerCase();
    return name === undefined ? [] : [[name, chunk.text] as const];
  });
  return new Map(named);
}

function movedUp(diagnostic: Diagnostic, lines: number): Diagnostic {
  const { span } = diagnostic;
  const moved = { ...span, line: span.line - lines, endLine: span.endLine - lines };
  return { ...diagnostic, file: GIVEN, span: moved };
}
