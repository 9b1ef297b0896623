// Grammar, part 2: the statements that set up, run and judge a test. One rule per command; the parser
// chooses the rule by a line's first words, so a line's errors stay its own.

import { EOF } from 'chevrotain';
import type { Action, ClusterOption, Name, Operand, Shown } from './ast.ts';
import { textOperand, ValueGrammar } from './grammar-values.ts';
import * as t from './tokens.ts';

const { keyword } = t;

/** Header lines, blocks, time, conditions and `show`. */
export class StatementGrammar extends ValueGrammar {
  readonly test = this.RULE('test', (): Action => {
    this.CONSUME(keyword.test);
    return { kind: 'test', name: stringOf(this.SUBRULE(this.string)) };
  });

  readonly string = this.RULE('string', (): Operand => {
    return textOperand(this.CONSUME(t.Text));
  });

  readonly seed = this.RULE('seed', (): Action => {
    this.CONSUME(keyword.seed);
    return { kind: 'seed', value: this.SUBRULE(this.value) };
  });

  readonly for = this.RULE('for', (): Action => {
    this.CONSUME(keyword.for);
    const variable = this.SUBRULE(this.variable);
    this.CONSUME(keyword.in);
    const values: Operand[] = [];
    this.AT_LEAST_ONE(() => values.push(this.SUBRULE(this.setting)));
    return { kind: 'for', variable, values };
  });

  readonly use = this.RULE('use', (): Action => {
    this.CONSUME(keyword.use);
    return { kind: 'use', path: stringOf(this.SUBRULE(this.string)) };
  });

  readonly noConvergence = this.RULE('noConvergence', (): Action => {
    this.CONSUME(keyword.no);
    this.CONSUME(keyword.convergence);
    return { kind: 'no-convergence' };
  });

  /** `plan`: the test was recorded, and what finds nobody any more is skipped. */
  readonly plan = this.RULE('plan', (): Action => {
    this.CONSUME(keyword.plan);
    return { kind: 'plan' };
  });

  readonly expectViolation = this.RULE('expectViolation', (): Action => {
    this.CONSUME(keyword.expect);
    this.CONSUME(keyword.violation);
    this.CONSUME(keyword.of);
    const property: Name[] = [];
    this.AT_LEAST_ONE(() => property.push(this.SUBRULE(this.name)));
    return { kind: 'expect-violation', property };
  });

  /** The head of `expect error KIND: …`; what follows the colon is parsed by itself. */
  readonly expectError = this.RULE('expectError', (): Action => {
    this.CONSUME(keyword.expect);
    this.CONSUME(keyword.error);
    const error = this.SUBRULE(this.name);
    return { kind: 'expect-error', error, statement: NOT_YET_KNOWN };
  });

  readonly define = this.RULE('define', (): Action => {
    this.CONSUME(keyword.define);
    const name = this.SUBRULE(this.ownName);
    const parameters: ReturnType<typeof this.variable>[] = [];
    this.MANY(() => parameters.push(this.SUBRULE(this.variable)));
    return { kind: 'define', definition: { name, parameters, body: [], file: '' } };
  });

  /** A name that the author chose. */
  readonly ownName = this.RULE('ownName', (): Name => {
    const token = this.authored(this.CONSUME(t.Word));
    return { text: token.image, span: t.spanOf(token) };
  });

  readonly call = this.RULE('call', (): Action => {
    const name = this.SUBRULE(this.ownName);
    const values: Operand[] = [];
    this.MANY(() => values.push(this.SUBRULE(this.setting)));
    return { kind: 'call', name, arguments: values };
  });

  readonly repeat = this.RULE('repeat', (): Action => {
    this.CONSUME(keyword.repeat);
    const count = this.SUBRULE(this.count);
    this.CONSUME(keyword.times);
    return { kind: 'repeat', count, body: [] };
  });

  readonly end = this.RULE('end', (): null => {
    this.CONSUME(keyword.end);
    return null;
  });

  readonly cluster = this.RULE('cluster', (): Action => {
    this.CONSUME(keyword.cluster);
    this.CONSUME(keyword.of);
    const size = this.SUBRULE(this.count);
    const options: ClusterOption[] = [];
    this.OPTION(() => {
      this.CONSUME(keyword.with);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => options.push(this.SUBRULE(this.clusterOption)),
      });
    });
    return { kind: 'cluster', size, options };
  });

  readonly clusterOption = this.RULE('clusterOption', (): ClusterOption => {
    const first = this.LA(1);
    return this.OR<ClusterOption>([
      {
        ALT: () => {
          const count = this.SUBRULE(this.count);
          this.OR2([
            { ALT: () => this.CONSUME(keyword.learners) },
            { ALT: () => this.CONSUME(keyword.learner) },
          ]);
          return { kind: 'learners', count };
        },
      },
      {
        GATE: () => this.LA(2).tokenType === t.OpenSquare,
        ALT: () => {
          this.CONSUME(keyword.logs);
          const logs: Operand[] = [];
          this.AT_LEAST_ONE(() => logs.push(this.SUBRULE(this.list)));
          return { kind: 'logs', logs, span: t.spanBetween(first, this.LA(0)) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.unsafe);
          this.CONSUME(keyword.rejoin);
          return { kind: 'unsafe-rejoin', span: t.spanBetween(first, this.LA(0)) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.sessions);
          return { kind: 'sessions', count: this.SUBRULE3(this.count) };
        },
      },
      {
        ALT: () => {
          const name = this.SUBRULE(this.name);
          return { kind: 'setting', name, value: this.SUBRULE(this.setting) };
        },
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  readonly setProperty = this.RULE('setProperty', (): Action => {
    this.CONSUME(keyword.set);
    const target = this.SUBRULE(this.path);
    this.CONSUME(keyword.to);
    return { kind: 'set', target, value: this.SUBRULE(this.setting) };
  });

  readonly tick = this.RULE('tick', (): Action => {
    this.CONSUME(keyword.tick);
    const action = this.OPTION(() =>
      this.OR<Action>([
        { ALT: () => this.SUBRULE(this.tickUntil) },
        {
          ALT: () => {
            this.CONSUME(keyword.to);
            return { kind: 'tick-to', time: this.SUBRULE(this.count) };
          },
        },
        { ALT: () => this.SUBRULE(this.tickCount), IGNORE_AMBIGUITIES: true },
      ]),
    );
    return action ?? { kind: 'tick', count: null };
  });

  readonly tickUntil = this.RULE('tickUntil', (): Action => {
    this.CONSUME(keyword.until);
    const condition = this.SUBRULE(this.condition);
    const within = this.OPTION(() => this.SUBRULE(this.within));
    return { kind: 'tick-until', condition, within: within ?? null };
  });

  readonly within = this.RULE('within', (): Operand => {
    this.CONSUME(keyword.within);
    return this.SUBRULE(this.count);
  });

  /** `20`, or `0 3 times` for one node's clock. */
  readonly tickCount = this.RULE('tickCount', (): Action => {
    const first = this.SUBRULE(this.selector);
    const times = this.OPTION(() => {
      const count = this.SUBRULE(this.count);
      this.CONSUME(keyword.times);
      return count;
    });
    if (times === undefined) return { kind: 'tick', count: first };
    return { kind: 'tick-node', nodes: first, count: times };
  });

  readonly settle = this.RULE('settle', (): Action => {
    this.CONSUME(keyword.settle);
    const nodes: Operand[] = [];
    this.MANY(() => nodes.push(this.SUBRULE(this.selector)));
    return { kind: 'settle', nodes };
  });

  readonly check = this.RULE('check', (): Action => {
    this.CONSUME(keyword.check);
    const alone = this.OPTION({
      GATE: () => this.endsAlone(),
      DEF: () => this.SUBRULE(this.alone),
    });
    // The grammar is recorded with both.
    if (alone !== undefined && !this.RECORDING_PHASE) return alone;
    return { kind: 'check', condition: this.SUBRULE(this.condition) };
  });

  /** `{0 1 2} recover alone` */
  readonly alone = this.RULE('alone', (): Action => {
    const nodes = this.SUBRULE(this.selector);
    this.CONSUME(keyword.recover);
    this.CONSUME(keyword.alone);
    return { kind: 'check-alone', nodes };
  });

  /** Whether the words `recover alone` come, behind whatever nodes. */
  private endsAlone(): boolean {
    let k = 1;
    while (this.LA(k).tokenType !== EOF && this.LA(k).tokenType !== keyword.recover) k += 1;
    return this.LA(k + 1).tokenType === keyword.alone;
  }

  readonly always = this.RULE('always', (): Action => {
    this.CONSUME(keyword.always);
    return { kind: 'always', condition: this.SUBRULE(this.condition) };
  });

  readonly never = this.RULE('never', (): Action => {
    this.CONSUME(keyword.never);
    return { kind: 'never', condition: this.SUBRULE(this.condition) };
  });

  readonly eventually = this.RULE('eventually', (): Action => {
    this.CONSUME(keyword.eventually);
    const condition = this.SUBRULE(this.condition);
    const within = this.OPTION(() => this.SUBRULE(this.within));
    return { kind: 'eventually', condition, within: within ?? null };
  });

  /** The head of `when CONDITION: …`. */
  readonly when = this.RULE('when', (): Action => {
    this.CONSUME(keyword.when);
    const condition = this.SUBRULE(this.condition);
    return { kind: 'when', condition, statement: NOT_YET_KNOWN };
  });

  /** The head of `at event N of tick M: …`. */
  readonly atEvent = this.RULE('atEvent', (): Action => {
    this.CONSUME(keyword.at);
    this.CONSUME(keyword.event);
    const event = this.SUBRULE(this.count);
    this.CONSUME(keyword.of);
    this.CONSUME(keyword.tick);
    const tick = this.SUBRULE2(this.count);
    return { kind: 'at-event', event, tick, statement: NOT_YET_KNOWN };
  });

  readonly show = this.RULE('show', (): Action => {
    this.CONSUME(keyword.show);
    const shown = this.OR<Shown>([
      { ALT: () => (this.CONSUME(keyword.state), shownOf('state')) },
      { ALT: () => (this.CONSUME(keyword.messages), shownOf('messages')) },
      {
        ALT: () => {
          this.CONSUME(keyword.config);
          return shownOf(
            'config',
            this.OPTION(() => this.SUBRULE(this.selector)),
          );
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.log);
          return shownOf('log', this.SUBRULE2(this.selector));
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.trace);
          return shownOf(
            'trace',
            this.OPTION2(() => this.SUBRULE(this.count)),
          );
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.request);
          const client = this.SUBRULE3(this.selector);
          this.CONSUME(t.Dot);
          return { what: 'request', argument: client, sequence: this.SUBRULE2(this.count) };
        },
      },
    ]);
    return { kind: 'show', shown, golden: [] };
  });
}

/** Stands where the statement behind a colon goes until the parser has read it. */
export const NOT_YET_KNOWN = {
  span: { line: 0, column: 0, endLine: 0, endColumn: 0 },
  action: { kind: 'no-convergence' },
} as const;

function shownOf(what: Shown['what'], argument?: Operand): Shown {
  return { what, argument: argument ?? null, sequence: null };
}

function stringOf(operand: Operand): Extract<Operand, { kind: 'string' }> {
  // While the grammar is recorded, rules answer with placeholders.
  return operand as Extract<Operand, { kind: 'string' }>;
}
