// Everything that can be known about a test before it runs. Definitions are checked with the values that
// their parameters get anywhere in the test.

import { findProperty, PROPERTIES, grouped } from '../sim/index.ts';
import type { Action, Definition, Operand, Statement } from './ast.ts';
import { roomOf } from './check-members.ts';
import { type Candidates, OperandChecker } from './check-operands.ts';
import { checkStatement } from './check-statements.ts';
import { addSpoken, warnOf } from './check-warnings.ts';
import { eachStatement } from './each-statement.ts';
import { commandsAt } from './commands.ts';
import type { DefinitionTable } from './definitions.ts';
import { type Accept, type DiagnosticSink, suggestion } from './diagnostics.ts';
import type { Limits } from './limits.ts';
import { operandText } from './operands.ts';
import type { TestTemplate } from './test-case.ts';

/** More values than these of one parameter are not looked at one by one before the run. */
const CANDIDATES_MAX = 64;

interface Reached {
  readonly definition: Definition;
  readonly parameters: Map<string, Map<string, Operand>>;
}

/** Checks one test, all combinations of its `for` values at once. */
export class TestValidator {
  private readonly template: TestTemplate;
  private readonly file: string;
  private readonly definitions: DefinitionTable;
  private readonly limits: Limits;
  private readonly sink: DiagnosticSink;
  private readonly reached = new Map<Definition, Reached>();
  private nodes = 0;

  constructor(
    template: TestTemplate,
    file: string,
    definitions: DefinitionTable,
    limits: Limits,
    sink: DiagnosticSink,
  ) {
    this.template = template;
    this.file = file;
    this.definitions = definitions;
    this.limits = limits;
    this.sink = sink;
  }

  run(): void {
    const { template, file, sink, limits } = this;
    const accept = sink.errorsIn(file);
    const variables = this.loopCandidates(accept);
    const head = new OperandChecker(accept, limits, 0, variables);
    checkStatement({ span: template.clusterSpan, action: template.cluster }, head);
    const learners = template.cluster.options.flatMap((option) =>
      option.kind === 'learners' ? [smallest(head.valuesOf(option.count))] : [],
    );
    const size = smallest(head.valuesOf(template.cluster.size)) + (learners[0] ?? 0);
    if (size > limits.nodes) {
      const message = `a cluster has at most ${grouped(limits.nodes)} nodes, learners included, and this one has ${grouped(size)}`;
      accept('out-of-range', template.clusterSpan, message);
    }
    // In a plan, what finds nobody is skipped.
    this.nodes = template.plan ? limits.nodes : this.roomFor(size, variables);
    if (template.seed !== null) checkSeed(template.seed, head);
    this.checkExpectedViolation(accept);
    const check = new OperandChecker(accept, limits, this.nodes, variables);
    this.walk(template.statements, file, check, []);
    for (const { definition, parameters } of this.reached.values()) {
      const candidates = new Map(
        [...parameters].map(([name, values]) => [name, [...values.values()]] as const),
      );
      const own = sink.errorsIn(definition.file);
      const inside = new OperandChecker(own, limits, this.nodes, candidates);
      eachStatement(definition.body, (statement) => checkStatement(statement, inside));
    }
    this.checkGolden(accept);
    this.warn();
  }

  /** The nodes a test can have, with those that its statements and the definitions it may call bring in. */
  private roomFor(size: number, variables: Candidates): number {
    const silent = new OperandChecker(() => undefined, this.limits, 0, variables);
    const bodies = this.calledBodies(this.template.statements, new Set());
    return Math.max(...bodies.map((body) => roomOf(body, size, silent)));
  }

  /** Some statements and the bodies of all definitions that they may come to call. */
  private calledBodies(
    statements: readonly Statement[],
    seen: Set<Definition>,
  ): (readonly Statement[])[] {
    const bodies = [statements];
    eachStatement(statements, ({ action }) => {
      if (action.kind !== 'call') return;
      const definition = this.definitions.find(action.name.text, this.template.number);
      if (definition === undefined || seen.has(definition)) return;
      seen.add(definition);
      bodies.push(...this.calledBodies(definition.body, seen));
    });
    return bodies;
  }

  /** Remarks on the test's statements and on those of the definitions that it reaches. */
  private warn(): void {
    const bodies = [{ body: this.template.statements, file: this.file }];
    for (const { definition } of this.reached.values()) bodies.push(definition);
    const spoken = new Set<string>();
    for (const { values } of this.template.loops)
      for (const value of values) spoken.add(operandText(value).toLowerCase());
    for (const { body } of bodies) eachStatement(body, ({ action }) => addSpoken(action, spoken));
    for (const { body, file } of bodies) {
      const warn = this.sink.warningsIn(file);
      eachStatement(body, (statement) => warnOf(statement, spoken, warn));
    }
  }

  private loopCandidates(accept: Accept): Candidates {
    const candidates = new Map<string, readonly Operand[]>();
    for (const { variable, values } of this.template.loops) {
      for (const value of values) {
        if (value.kind !== 'variable') continue;
        accept(
          'wrong-kind',
          value.span,
          'the values of a `for` line are written out, not variables',
        );
      }
      candidates.set(
        variable,
        values.filter((value) => value.kind !== 'variable'),
      );
    }
    return candidates;
  }

  private checkExpectedViolation(accept: Accept): void {
    const expected = this.template.expectedViolation;
    if (expected === null || findProperty(expected.name) !== undefined) return;
    const names = PROPERTIES.map((property) => property.name);
    const message = `there is no property \`${expected.name}\``;
    accept('unknown-name', expected.span, message, suggestion(expected.name, names));
  }

  /** Checks statements and follows calls. `chain` are the definitions that are being called. */
  private walk(
    statements: readonly Statement[],
    file: string,
    check: OperandChecker,
    chain: readonly Definition[],
  ): void {
    eachStatement(statements, (statement) => {
      if (chain.length === 0) checkStatement(statement, check);
      if (statement.action.kind === 'call') this.follow(statement, file, check, chain);
    });
  }

  private follow(
    statement: Statement,
    file: string,
    check: OperandChecker,
    chain: readonly Definition[],
  ): void {
    const { action } = statement;
    if (action.kind !== 'call') return;
    const accept = this.sink.errorsIn(file);
    const definition = this.definitions.find(action.name.text, this.template.number);
    if (definition === undefined) return this.refuseCall(action, accept);
    const { parameters, name } = definition;
    if (parameters.length !== action.arguments.length) {
      const names = parameters.map((parameter) => `$${parameter.name}`).join(' ');
      const wanted =
        parameters.length === 0 ? 'no values' : `${names} (${valuesText(parameters.length)})`;
      const message = `\`${name.text}\` takes ${wanted}, but gets ${valuesText(action.arguments.length)} here`;
      const hint = `write \`${[name.text, names].join(' ').trim()}\` with a value in the place of each variable`;
      return accept('arguments', statement.span, message, hint);
    }
    if (chain.includes(definition)) {
      const circle = [...chain.slice(chain.indexOf(definition)), definition];
      const names = circle.map((each) => each.name.text).join(' → ');
      const message =
        circle.length === 2
          ? `\`${name.text}\` calls itself, and would never end`
          : `these definitions call each other in a circle: ${names}`;
      return accept(
        'recursion',
        statement.span,
        message,
        'use `repeat N times` to do something again',
      );
    }
    if (chain.length >= this.limits.nesting) {
      const message = `definitions call definitions deeper than ${grouped(this.limits.nesting)} levels`;
      return accept('nesting', statement.span, message);
    }
    const grew = this.bind(definition, action.arguments, check);
    const known = this.reached.get(definition);
    if (!grew || known === undefined) return;
    const candidates = new Map(
      [...known.parameters].map(([key, values]) => [key, [...values.values()]] as const),
    );
    const silent = new OperandChecker(() => undefined, this.limits, this.nodes, candidates);
    this.walk(definition.body, definition.file, silent, [...chain, definition]);
  }

  /** Adds what the parameters may be. Answers whether there was anything new. */
  private bind(definition: Definition, values: readonly Operand[], check: OperandChecker): boolean {
    let reached = this.reached.get(definition);
    let grew = reached === undefined;
    if (reached === undefined) {
      const parameters = definition.parameters.map(
        (parameter) => [parameter.name, new Map<string, Operand>()] as const,
      );
      reached = { definition, parameters: new Map(parameters) };
      this.reached.set(definition, reached);
    }
    for (const [offset, parameter] of definition.parameters.entries()) {
      const known = reached.parameters.get(parameter.name);
      const argument = values[offset];
      if (known === undefined || argument === undefined) continue;
      for (const value of check.valuesOf(argument)) {
        const key = `${value.kind} ${operandText(value)}`;
        if (known.has(key) || known.size >= CANDIDATES_MAX) continue;
        known.set(key, value);
        grew = true;
      }
    }
    return grew;
  }

  private refuseCall(action: Extract<Action, { kind: 'call' }>, accept: Accept): void {
    const { text, span } = action.name;
    const later = this.definitions.first(text);
    if (later !== undefined) {
      const message = `\`${text}\` is defined only below this test, in line ${later.name.span.line}`;
      return accept('unknown-command', span, message, 'move the definition above the `cluster of`');
    }
    const names = this.definitions.names();
    accept('unknown-command', span, `there is no command \`${text}\``, suggestion(text, names));
  }

  private checkGolden(accept: Accept): void {
    if (this.template.seed !== null) return;
    eachStatement(this.template.statements, ({ action, span }) => {
      if (action.kind !== 'show' || action.golden.length === 0) return;
      const message = 'golden lines need a seed: without one they change with `--seed`';
      accept('golden-seed', span, message, 'put a line such as `seed 42` above the `cluster of`');
    });
  }
}

/** A seed is any value with something in it. */
function checkSeed(seed: Operand, check: OperandChecker): void {
  check.value(seed);
  for (const value of check.valuesOf(seed)) {
    if (value.kind !== 'string' || value.text !== '') continue;
    const hint = 'write `seed 42`, or leave the line out';
    check.accept('wrong-kind', seed.span, 'a seed cannot be empty', hint);
  }
}

function valuesText(count: number): string {
  return count === 0 ? 'none' : count === 1 ? '1 value' : `${count} values`;
}

function smallest(sizes: readonly Operand[]): number {
  const numbers = sizes.flatMap((size) => (size.kind === 'number' ? [size.value] : []));
  return numbers.length === 0 ? 0 : Math.max(0, Math.min(...numbers));
}

/** What is wrong with a definition whoever calls it, and even when nobody does. */
export function checkDefinition(definition: Definition, accept: Accept, limits: Limits): void {
  const { name, parameters, body } = definition;
  if (commandsAt(name.text.toLowerCase()).length > 0) {
    const message = `\`${name.text}\` is a command of the language`;
    accept('reserved', name.span, message, 'choose another name');
  }
  const candidates = new Map<string, readonly Operand[]>();
  for (const { name: parameter, span } of parameters) {
    if (candidates.has(parameter)) {
      accept('duplicate', span, `\`$${parameter}\` is named twice`, 'rename one of them');
    }
    candidates.set(parameter, []);
  }
  const check = new OperandChecker(accept, limits, 0, candidates);
  eachStatement(body, (statement) => {
    checkStatement(statement, check);
    const { action, span } = statement;
    if (action.kind !== 'call' || action.name.text.toLowerCase() !== name.text.toLowerCase())
      return;
    accept('recursion', span, `\`${name.text}\` calls itself, and would never end`, INSTEAD);
  });
}

const INSTEAD = 'use `repeat N times` to do something again';
