// Statements to tests: headers, `cluster of`, and the combinations of `for` values.

import type {
  Action,
  ClusterAction,
  Definition,
  Operand,
  Statement,
  StringOperand,
} from './ast.ts';
import { DefinitionTable } from './definitions.ts';
import type { Accept, Span } from './diagnostics.ts';
import { grouped } from '../sim/index.ts';
import type { Limits } from './limits.ts';
import type { Source } from './source.ts';
import { clusterSetup, setupProblems } from './setup.ts';
import { operandText } from './operands.ts';

/** Values of variables by name, without the `$`. */
export type Variables = ReadonlyMap<string, Operand>;

/** One test: what is between a `cluster of` and the next header, for one combination of `for` values. */
export interface TestCase {
  readonly file: string;
  /** Its name, or `test at line N`; `for` values in brackets behind it. */
  readonly name: string;
  /** Line of its `test` line, or else of its `cluster of`. */
  readonly line: number;
  /** Its place among the tests of the file, from 0. */
  readonly index: number;
  /** The value of its `seed` line; null when it has none. */
  readonly seed: Operand | null;
  readonly cluster: ClusterAction;
  readonly clusterSpan: Span;
  /** What follows `cluster of`. */
  readonly statements: readonly Statement[];
  readonly variables: Variables;
  readonly convergence: boolean;
  /** Whether it was recorded, so that an action that finds nobody is skipped. */
  readonly plan: boolean;
  /** The property of `expect violation of`, as written. */
  readonly expectedViolation: { readonly name: string; readonly span: Span } | null;
  /** What a called name means in this test. */
  readonly define: (name: string) => Definition | undefined;
  /** The text of this file and of all it uses, by path. */
  readonly sources: ReadonlyMap<string, string>;
  readonly limits: Limits;
}

/** A test before its `for` lines are expanded. */
export interface TestTemplate {
  readonly number: number;
  readonly name: string | null;
  readonly line: number;
  readonly seed: Operand | null;
  readonly loops: readonly Loop[];
  readonly cluster: ClusterAction;
  readonly clusterSpan: Span;
  readonly statements: readonly Statement[];
  readonly convergence: boolean;
  readonly plan: boolean;
  readonly expectedViolation: { readonly name: string; readonly span: Span } | null;
}

/** A `for` line. */
export interface Loop {
  readonly variable: string;
  readonly values: readonly Operand[];
  readonly span: Span;
}

interface Header {
  name: { text: StringOperand; span: Span } | null;
  seed: { value: Operand; span: Span } | null;
  loops: Loop[];
  convergence: boolean;
  plan: Span | null;
  violation: { name: string; span: Span } | null;
  /** What this header defines and brings, in order. */
  definitions: Definition[];
  /** Names defined in this header, to refuse a second definition. */
  defined: Set<string>;
}

interface OpenTest {
  readonly template: TestTemplate;
  readonly statements: Statement[];
  convergence: boolean;
  violation: { name: string; span: Span } | null;
}

/** Groups the statements of a file into tests, and tells which definitions each of them sees. */
export class TestGrouper {
  readonly templates: TestTemplate[] = [];
  readonly definitions = new DefinitionTable();
  private readonly source: Source;
  private readonly accept: Accept;
  private header = emptyHeader();
  private open: OpenTest | null = null;
  private complained = false;

  constructor(source: Source, accept: Accept) {
    this.source = source;
    this.accept = accept;
  }

  run(): void {
    for (const statement of this.source.statements) this.take(statement);
    this.settleHeader(null);
    this.closeTest();
  }

  private take(statement: Statement): void {
    const { action, span } = statement;
    switch (action.kind) {
      case 'test':
        if (this.header.name !== null) this.refuseSecond('test', span, this.header.name.span);
        this.header.name ??= { text: action.name, span };
        break;
      case 'seed':
        if (this.header.seed !== null) this.refuseSecond('seed', span, this.header.seed.span);
        this.header.seed ??= { value: action.value, span };
        break;
      case 'for':
        this.takeLoop(action, span);
        break;
      case 'no-convergence':
        this.header.convergence = false;
        break;
      case 'plan':
        this.header.plan = span;
        break;
      case 'expect-violation':
        this.header.violation = {
          name: action.property.map((word) => word.text).join(' '),
          span: spanOfWords(action.property),
        };
        break;
      case 'define':
        this.define(action.definition, span);
        break;
      case 'use':
        this.header.definitions.push(...(this.source.imports.get(action.path.text) ?? []));
        break;
      case 'cluster':
        this.openTest(action, span);
        break;
      default:
        this.addStatement(statement);
    }
  }

  private takeLoop(action: Extract<Action, { kind: 'for' }>, span: Span): void {
    const { name } = action.variable;
    const earlier = this.header.loops.find((loop) => loop.variable === name);
    if (earlier !== undefined) {
      const message = `\`$${name}\` already has its values from line ${earlier.span.line}`;
      this.accept('duplicate', action.variable.span, message, 'choose another name');
      return;
    }
    this.header.loops.push({ variable: name, values: action.values, span });
  }

  private define(definition: Definition, span: Span): void {
    const name = definition.name.text.toLowerCase();
    if (name === '') return;
    if (this.header.defined.has(name)) {
      const message = `\`${definition.name.text}\` is defined twice before the same test`;
      this.accept('duplicate', span, message, 'choose another name, or delete one of them');
      return;
    }
    this.header.defined.add(name);
    this.header.definitions.push(definition);
  }

  private openTest(cluster: ClusterAction, span: Span): void {
    this.closeTest();
    const { name, seed, loops, convergence, plan, violation } = this.header;
    const template = {
      number: this.templates.length,
      name: name?.text.text ?? null,
      line: name?.span.line ?? span.line,
      seed: seed?.value ?? null,
      loops,
      cluster,
      clusterSpan: span,
      statements: [],
      convergence,
      plan: plan !== null,
      expectedViolation: violation,
    };
    this.open = { template, statements: [], convergence, violation };
    this.takeDefinitions(template.number);
    this.header = emptyHeader();
  }

  private closeTest(): void {
    if (this.open === null) return;
    const { template, statements, convergence, violation } = this.open;
    this.templates.push({ ...template, statements, convergence, expectedViolation: violation });
    this.open = null;
  }

  private addStatement(statement: Statement): void {
    this.settleHeader(statement);
    if (this.open !== null) {
      this.open.statements.push(statement);
    } else if (!this.complained) {
      this.complained = true;
      const message = 'a test starts with `cluster of`, and there is none above this line';
      this.accept('no-cluster', statement.span, message, 'put `cluster of 3` above it');
    }
  }

  /** Header lines that no `cluster of` followed: some may stand inside a test, the others are lost. */
  private settleHeader(next: Statement | null): void {
    const { name, seed, loops, convergence, plan, violation } = this.header;
    const where = next === null ? 'the file ends' : `line ${next.span.line} is a statement`;
    const lost = (word: string, span: Span): void => {
      const message = `this \`${word}\` belongs to the next \`cluster of\`, but ${where} before one comes`;
      this.accept('lost-header', span, message, `put it above the \`cluster of\` it is meant for`);
    };
    if (name !== null) lost('test', name.span);
    if (seed !== null) lost('seed', seed.span);
    for (const loop of loops) lost('for', loop.span);
    if (plan !== null) lost('plan', plan);
    if (this.open !== null) {
      this.open.convergence &&= convergence;
      this.open.violation = violation ?? this.open.violation;
    } else if (violation !== null) {
      lost('expect violation', violation.span);
    }
    this.takeDefinitions(this.templates.length + (this.open === null || next !== null ? 0 : 1));
    const { defined } = this.header;
    this.header = emptyHeader();
    if (next === null) this.header.defined = defined;
  }

  /**
   * Makes what the header defines known from test number `from` on. What stands in the middle of a test is known in
   * it, unless it has the name already: there a name means one thing only.
   */
  private takeDefinitions(from: number): void {
    for (const definition of this.header.definitions) {
      const isTaken =
        this.open !== null && this.definitions.find(definition.name.text, from) !== undefined;
      const isInside = this.open?.template.number === from && this.open.statements.length > 0;
      this.definitions.add(definition, isTaken && isInside ? from + 1 : from);
    }
  }

  private refuseSecond(word: string, span: Span, earlier: Span): void {
    const message = `this test already has a \`${word}\` line, line ${earlier.line}`;
    this.accept('duplicate', span, message, 'delete one of them');
  }
}

function emptyHeader(): Header {
  return {
    name: null,
    seed: null,
    loops: [],
    convergence: true,
    plan: null,
    violation: null,
    definitions: [],
    defined: new Set(),
  };
}

function spanOfWords(words: readonly { readonly span: Span }[]): Span {
  const first = words[0]?.span ?? { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const last = words.at(-1)?.span ?? first;
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}

/** One test per combination of `for` values, in the order of the values. */
export function expandTests(
  source: Source,
  grouper: TestGrouper,
  sources: ReadonlyMap<string, string>,
  limits: Limits,
  accept: Accept,
): TestCase[] {
  const tests: TestCase[] = [];
  for (const template of grouper.templates) {
    const { number, name, line, loops, seed, statements, convergence } = template;
    const { cluster, clusterSpan, plan, expectedViolation } = template;
    const combinations = loops.reduce((product, loop) => product * loop.values.length, 1);
    if (combinations > limits.combinations || tests.length + combinations > limits.tests) {
      refuseCombinations(template, combinations, limits, accept);
      continue;
    }
    const base = name ?? `test at line ${line}`;
    const define = (called: string): Definition | undefined =>
      grouper.definitions.find(called, number);
    for (const variables of combinationsOf(loops)) {
      for (const problem of setupProblems(clusterSetup({ cluster, variables }))) {
        accept('settings', clusterSpan, problem);
      }
      const values = [...variables].map(([key, value]) => `${key}=${operandText(value)}`);
      tests.push({
        ...{
          file: source.path,
          name: values.length === 0 ? base : `${base} [${values.join(', ')}]`,
        },
        ...{ line, index: tests.length, seed, cluster, clusterSpan, statements, variables },
        ...{ convergence, plan, expectedViolation, define, sources, limits },
      });
    }
  }
  return tests;
}

function refuseCombinations(
  template: TestTemplate,
  combinations: number,
  limits: Limits,
  accept: Accept,
): void {
  const span = template.loops[0]?.span ?? template.clusterSpan;
  const many = combinations > limits.combinations;
  const message = many
    ? `these \`for\` lines make ${grouped(combinations)} tests; at most ${grouped(limits.combinations)} are allowed`
    : `this file makes more than ${grouped(limits.tests)} tests`;
  accept('too-many-tests', span, message, 'use fewer values, or several files');
}

function* combinationsOf(loops: readonly Loop[]): Generator<Variables> {
  const total = loops.reduce((product, loop) => product * loop.values.length, 1);
  for (let number = 0; number < total; number += 1) {
    const variables = new Map<string, Operand>();
    let rest = number;
    // The last `for` line changes fastest, as nested loops would.
    for (const loop of [...loops].reverse()) {
      const value = loop.values[rest % loop.values.length];
      rest = Math.floor(rest / loop.values.length);
      if (value !== undefined) variables.set(loop.variable, value);
    }
    yield new Map([...variables].reverse());
  }
}
