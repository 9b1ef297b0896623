// Grammar, part 1: values, selectors, paths and conditions. The only recursion of the language is the
// parenthesis in a condition; its depth is checked before parsing.

import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type {
  CompareCondition,
  Comparison,
  Condition,
  HasCondition,
  Link,
  Name,
  NumberOperand,
  Operand,
  Path,
  VariableOperand,
} from './ast.ts';
import * as t from './tokens.ts';

const { keyword } = t;

/** Marks tokens whose case and spelling belong to the author. */
export const AUTHORED = 'authored';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

type Possession = Pick<HasCondition, 'negated' | 'stage' | 'command'>;
type Judgement = Pick<CompareCondition, 'comparison' | 'right'>;

/** Values and conditions. The parser of statements extends it. */
export class ValueGrammar extends EmbeddedActionsParser {
  /** Exactly one word (keyword or not), number, string, list, set or variable. */
  readonly value = this.RULE('value', (): Operand =>
    this.OR<Operand>([
      { ALT: () => wordOperand(this.authored(this.CONSUME(t.Word))) },
      { ALT: () => numberOperand(this.CONSUME(t.Numeral)) },
      { ALT: () => textOperand(this.CONSUME(t.Text)) },
      { ALT: () => variableOperand(this.CONSUME(t.Variable)) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.set) },
    ]),
  );

  /** A value or a range. */
  readonly setting = this.RULE('setting', (): Operand => {
    const first = this.LA(1);
    const low = this.SUBRULE(this.value);
    const high = this.OPTION(() => {
      this.CONSUME(t.DotDot);
      return this.SUBRULE2(this.value);
    });
    if (high === undefined) return low;
    return { kind: 'range', low, high, span: t.spanBetween(first, this.LA(0)) };
  });

  /** `[1 1 2]` */
  readonly list = this.RULE('list', (): Operand => {
    const open = this.CONSUME(t.OpenSquare);
    const items: Operand[] = [];
    this.MANY(() => items.push(this.SUBRULE(this.item)));
    const close = this.CONSUME(t.CloseSquare);
    return { kind: 'list', items, span: t.spanBetween(open, close) };
  });

  /** `{0 1 2}` */
  readonly set = this.RULE('set', (): Operand => {
    const open = this.CONSUME(t.OpenCurly);
    const items: Operand[] = [];
    this.MANY(() => items.push(this.SUBRULE(this.item)));
    const close = this.CONSUME(t.CloseCurly);
    return { kind: 'set', items, span: t.spanBetween(open, close) };
  });

  /** What a list or a set holds. */
  readonly item = this.RULE('item', (): Operand =>
    this.OR<Operand>([
      { ALT: () => numberOperand(this.CONSUME(t.Numeral)) },
      { ALT: () => wordOperand(this.authored(this.CONSUME(t.Word))) },
      { ALT: () => textOperand(this.CONSUME(t.Text)) },
      { ALT: () => variableOperand(this.CONSUME(t.Variable)) },
    ]),
  );

  /** One or several nodes: `0`, `n0`, `leader`, `{0 1}`, `$node`. */
  readonly selector = this.RULE('selector', (): Operand =>
    this.OR<Operand>([
      { ALT: () => numberOperand(this.CONSUME(t.Numeral)) },
      { ALT: () => wordOperand(this.CONSUME(t.Word)) },
      { ALT: () => variableOperand(this.CONSUME(t.Variable)) },
      { ALT: () => this.SUBRULE(this.set) },
    ]),
  );

  /** A number or a variable that holds one. */
  readonly count = this.RULE('count', (): Operand =>
    this.OR<Operand>([
      { ALT: () => this.SUBRULE(this.numeral) },
      { ALT: () => this.SUBRULE(this.variable) },
    ]),
  );

  readonly numeral = this.RULE('numeral', (): NumberOperand =>
    numberOperand(this.CONSUME(t.Numeral)),
  );

  readonly variable = this.RULE('variable', (): VariableOperand =>
    variableOperand(this.CONSUME(t.Variable)),
  );

  /** `10..20`, or one number for both ends. */
  readonly range = this.RULE('range', (): Operand => {
    const first = this.LA(1);
    const low = this.SUBRULE(this.count);
    const high = this.OPTION(() => {
      this.CONSUME(t.DotDot);
      return this.SUBRULE2(this.count);
    });
    if (high === undefined) return low;
    return { kind: 'range', low, high, span: t.spanBetween(first, this.LA(0)) };
  });

  readonly percent = this.RULE('percent', (): Operand => {
    const count = this.SUBRULE(this.count);
    this.CONSUME(t.Percent);
    return count;
  });

  /** A word of the language's own vocabulary. */
  readonly name = this.RULE('name', (): Name => nameOf(this.CONSUME(t.Word)));

  readonly link = this.RULE('link', (): Link => {
    const from = this.SUBRULE(this.selector);
    const both = this.OR([
      { ALT: () => (this.CONSUME(t.Arrow), false) },
      { ALT: () => (this.CONSUME(t.BothWays), true) },
    ]);
    const to = this.SUBRULE2(this.selector);
    return { from, to, both };
  });

  /** `leader.commitIndex`; `network.latency`; `stateMachine.data`. */
  readonly path = this.RULE('path', (): Path => {
    const first = this.LA(1);
    const selector = this.SUBRULE(this.selector);
    const names = this.SUBRULE(this.properties);
    return pathOf(selector, names, first, this.LA(0));
  });

  readonly condition = this.RULE('condition', (): Condition => {
    const first = this.LA(1);
    const terms = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(keyword.or);
      terms.push(this.SUBRULE2(this.conjunction));
    });
    return joined('or', terms, first, this.LA(0));
  });

  readonly conjunction = this.RULE('conjunction', (): Condition => {
    const first = this.LA(1);
    const terms = [this.SUBRULE(this.term)];
    this.MANY(() => {
      this.CONSUME(keyword.and);
      terms.push(this.SUBRULE2(this.term));
    });
    return joined('and', terms, first, this.LA(0));
  });

  /** Any number of `not` and what they deny; an even number of them denies nothing. */
  readonly term = this.RULE('term', (): Condition => {
    const first = this.LA(1);
    let negated = false;
    this.MANY(() => {
      this.CONSUME(keyword.not);
      negated = !negated;
    });
    // One token decides, so that an error is found where it is and not before.
    const term = this.OR<Condition>({
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE(this.parenthesis) },
        { ALT: () => this.SUBRULE(this.roleCount) },
        { ALT: () => this.SUBRULE(this.eventCondition) },
        { ALT: () => this.SUBRULE(this.quorumCondition) },
        { ALT: () => this.SUBRULE(this.statusCondition) },
      ],
    });
    if (!negated) return term;
    return { kind: 'not', term, span: t.spanBetween(first, this.LA(0)) };
  });

  readonly parenthesis = this.RULE('parenthesis', (): Condition => {
    this.CONSUME(t.OpenRound);
    const inner = this.SUBRULE(this.condition);
    this.CONSUME(t.CloseRound);
    return inner;
  });

  /** `one leader`, `no candidate` */
  readonly roleCount = this.RULE('roleCount', (): Condition => {
    const first = this.LA(1);
    const count = this.OR<'one' | 'no'>([
      { ALT: () => (this.CONSUME(keyword.one), 'one' as const) },
      { ALT: () => (this.CONSUME(keyword.no), 'no' as const) },
    ]);
    const role = this.SUBRULE(this.name);
    return { kind: 'count', count, role, span: t.spanBetween(first, this.LA(0)) };
  });

  /** `event stepped-down on 2` */
  readonly eventCondition = this.RULE('eventCondition', (): Condition => {
    const first = this.CONSUME(keyword.event);
    const name = this.SUBRULE(this.name);
    const on = this.OPTION(() => {
      this.CONSUME(keyword.on);
      return this.SUBRULE(this.selector);
    });
    return { kind: 'event', name, on: on ?? null, span: t.spanBetween(first, this.LA(0)) };
  });

  /** `quorum of {0 1 2} has foo` */
  readonly quorumCondition = this.RULE('quorumCondition', (): Condition => {
    const first = this.CONSUME(keyword.quorum);
    this.CONSUME(keyword.of);
    const selector = this.SUBRULE(this.selector);
    const held = this.SUBRULE(this.possession);
    const span = t.spanBetween(first, this.LA(0));
    return { kind: 'has', selector, quorum: true, ...held, span };
  });

  /** What follows a selector: a property compared, or `has`. */
  readonly statusCondition = this.RULE('statusCondition', (): Condition => {
    const first = this.LA(1);
    const selector = this.SUBRULE(this.selector);
    return this.OR<Condition>([
      {
        ALT: () => {
          const names = this.SUBRULE(this.properties);
          const left = pathOf(selector, names, first, this.LA(0));
          const judged = this.SUBRULE(this.judgement);
          const span = t.spanBetween(first, this.LA(0));
          if (judged === null) return { kind: 'match', path: left, span };
          return { kind: 'compare', left, ...judged, span };
        },
      },
      {
        ALT: () => {
          const held = this.SUBRULE(this.possession);
          const span = t.spanBetween(first, this.LA(0));
          return { kind: 'has', selector, quorum: false, ...held, span };
        },
      },
    ]);
  });

  readonly properties = this.RULE('properties', (): Name[] => {
    const names: Name[] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(t.Dot);
      names.push(this.SUBRULE(this.name));
    });
    return names;
  });

  /** `has foo`, `has not applied foo`; `committed` and `applied` alone are commands of that name. */
  readonly possession = this.RULE('possession', (): Possession => {
    this.CONSUME(keyword.has);
    let negated = false;
    this.OPTION({
      GATE: () => this.valueFollows(2),
      DEF: () => {
        this.CONSUME(keyword.not);
        negated = true;
      },
    });
    const stage = this.OPTION2({
      GATE: () => this.valueFollows(2),
      DEF: () =>
        this.OR<'committed' | 'applied'>([
          { ALT: () => (this.CONSUME(keyword.committed), 'committed' as const) },
          { ALT: () => (this.CONSUME(keyword.applied), 'applied' as const) },
        ]),
    });
    return { negated, stage: stage ?? 'held', command: this.SUBRULE(this.value) };
  });

  /** `is not leader`, `>= 5`; null for `match`. */
  readonly judgement = this.RULE('judgement', (): Judgement | null =>
    this.OR<Judgement | null>([
      { ALT: () => (this.CONSUME(keyword.match), null) },
      {
        ALT: () => {
          const comparison = this.SUBRULE(this.comparator);
          return { comparison, right: this.SUBRULE(this.rightSide) };
        },
      },
    ]),
  );

  readonly comparator = this.RULE('comparator', (): Comparison =>
    this.OR<Comparison>([
      {
        ALT: () => {
          this.CONSUME(keyword.is);
          let negated = false;
          this.OPTION({
            GATE: () => this.valueFollows(2),
            DEF: () => {
              this.CONSUME(keyword.not);
              negated = true;
            },
          });
          return negated ? 'is not' : 'is';
        },
      },
      { ALT: () => (this.CONSUME(t.Equals), 'is' as const) },
      { ALT: () => (this.CONSUME(t.SameAs), 'is' as const) },
      { ALT: () => (this.CONSUME(t.Differs), 'is not' as const) },
      { ALT: () => (this.CONSUME(t.More), '>' as const) },
      { ALT: () => (this.CONSUME(t.AtLeast), '>=' as const) },
      { ALT: () => (this.CONSUME(t.Less), '<' as const) },
      { ALT: () => (this.CONSUME(t.AtMost), '<=' as const) },
    ]),
  );

  /** A value; a path when it has a dot. */
  readonly rightSide = this.RULE('rightSide', (): Operand | Path => {
    const first = this.LA(1);
    const operand = this.SUBRULE(this.setting);
    const names: Name[] = [];
    this.MANY(() => {
      this.CONSUME(t.Dot);
      names.push(this.SUBRULE(this.name));
    });
    if (names.length === 0) return operand;
    return pathOf(operand, names, first, this.LA(0));
  });

  /** Marks a token as the author's own word. */
  protected authored(token: IToken): IToken {
    if (!this.RECORDING_PHASE) token.payload = AUTHORED;
    return token;
  }

  /** Whether the token at distance `k` can be a value, so that a word before it need not be one itself. */
  protected valueFollows(k: number): boolean {
    const type = this.LA(k).tokenType;
    if (type === t.Numeral || type === t.Text || type === t.Variable) return true;
    if (type === t.OpenSquare || type === t.OpenCurly) return true;
    const joins = type === keyword.and || type === keyword.or || type === keyword.within;
    return !joins && (type.CATEGORIES?.includes(t.Word) ?? false);
  }
}

function joined(kind: 'and' | 'or', terms: Condition[], first: IToken, last: IToken): Condition {
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return only;
  return { kind, terms, span: t.spanBetween(first, last) };
}

function pathOf(selector: Operand, names: Name[], first: IToken, last: IToken): Path {
  const span = t.spanBetween(first, last);
  const nodeless = selector?.kind === 'word' && selector.text.toLowerCase() === 'statemachine';
  return { kind: 'path', selector: nodeless ? null : selector, names, span };
}

/** The name that a token spells. */
export function nameOf(token: IToken): Name {
  return { text: token.image, span: t.spanOf(token) };
}

function wordOperand(token: IToken): Operand {
  return { kind: 'word', text: token.image, span: t.spanOf(token) };
}

function numberOperand(token: IToken): NumberOperand {
  return { kind: 'number', value: Number(token.image), text: token.image, span: t.spanOf(token) };
}

/** The operand that a quoted token spells. */
export function textOperand(token: IToken): Operand {
  const text = token.image
    .slice(1, -1)
    .replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
  return { kind: 'string', text, span: t.spanOf(token) };
}

function variableOperand(token: IToken): VariableOperand {
  return { kind: 'variable', name: token.image.slice(1), span: t.spanOf(token) };
}
