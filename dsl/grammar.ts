// Grammar, part 4: membership, snapshots, transfer, recovery and random runs; and the one parser built from
// all parts. A line is a statement: the parser chooses the rule by the first words, so every line's errors
// stay its own and all errors of a file are found.

import type { IParserErrorMessageProvider } from 'chevrotain';
import type { Action, Name, Operand } from './ast.ts';
import { FaultGrammar } from './grammar-faults.ts';
import { errorMessages } from './parse-errors.ts';
import * as t from './tokens.ts';

const { keyword } = t;

/** All rules of the language. Build it through `grammar()`. */
export class Grammar extends FaultGrammar {
  /** `through 0`: only this node is asked. */
  readonly through = this.RULE('through', (): Operand | null => {
    let node: Operand | null = null;
    this.OPTION(() => {
      this.CONSUME(keyword.through);
      node = this.SUBRULE(this.selector);
    });
    return node;
  });

  readonly add = this.RULE('add', (): Action => {
    this.CONSUME(keyword.add);
    const node = this.SUBRULE(this.selector);
    let learner = false;
    this.OPTION(() => {
      this.CONSUME(keyword.as);
      this.CONSUME(keyword.learner);
      learner = true;
    });
    let promote = false;
    this.OPTION2(() => {
      this.CONSUME(keyword.then);
      this.CONSUME(keyword.promote);
      promote = true;
    });
    return { kind: 'add', node, learner, promote, through: this.SUBRULE(this.through) };
  });

  readonly membership = this.RULE('membership', (): Action => {
    const kind = this.OR<'promote' | 'demote' | 'remove'>([
      { ALT: () => (this.CONSUME(keyword.promote), 'promote' as const) },
      { ALT: () => (this.CONSUME(keyword.demote), 'demote' as const) },
      { ALT: () => (this.CONSUME(keyword.remove), 'remove' as const) },
    ]);
    const node = this.SUBRULE(this.selector);
    return { kind, node, through: this.SUBRULE(this.through) };
  });

  readonly replace = this.RULE('replace', (): Action => {
    this.CONSUME(keyword.replace);
    const node = this.SUBRULE(this.selector);
    this.CONSUME(keyword.with);
    const by = this.SUBRULE2(this.selector);
    return { kind: 'replace', node, by, through: this.SUBRULE(this.through) };
  });

  readonly reconfigure = this.RULE('reconfigure', (): Action => {
    this.CONSUME(keyword.reconfigure);
    this.CONSUME(keyword.to);
    const members = this.SUBRULE(this.selector);
    return { kind: 'reconfigure', members, through: this.SUBRULE(this.through) };
  });

  readonly transfer = this.RULE('transfer', (): Action => {
    this.CONSUME(keyword.transfer);
    this.CONSUME(keyword.leadership);
    this.CONSUME(keyword.to);
    const to = this.SUBRULE(this.selector);
    return { kind: 'transfer', to, through: this.SUBRULE(this.through) };
  });

  readonly snapshot = this.RULE('snapshot', (): Action => {
    this.CONSUME(keyword.snapshot);
    return { kind: 'snapshot', node: this.SUBRULE(this.selector) };
  });

  readonly compact = this.RULE('compact', (): Action => {
    this.CONSUME(keyword.compact);
    const node = this.SUBRULE(this.selector);
    this.CONSUME(keyword.to);
    return { kind: 'compact', node, to: this.SUBRULE(this.count) };
  });

  readonly attach = this.RULE('attach', (): Action => {
    this.CONSUME(keyword.attach);
    const node = this.SUBRULE(this.selector);
    this.CONSUME(keyword.to);
    return { kind: 'attach', node, to: this.SUBRULE2(this.selector) };
  });

  readonly recover = this.RULE('recover', (): Action => {
    this.CONSUME(keyword.recover);
    const node = this.SUBRULE(this.selector);
    this.CONSUME(keyword.as);
    this.CONSUME(keyword.sole);
    this.CONSUME(keyword.voter);
    return { kind: 'recover', node };
  });

  readonly runRandom = this.RULE('runRandom', (): Action => {
    this.CONSUME(keyword.run);
    this.CONSUME(keyword.random);
    const ticks = this.OR<Operand | null>([
      {
        ALT: () => {
          this.CONSUME(keyword.until);
          this.CONSUME(keyword.covered);
          return null;
        },
      },
      {
        ALT: () => {
          const count = this.SUBRULE(this.count);
          this.CONSUME(keyword.ticks);
          return count;
        },
      },
    ]);
    const faults: Name[] = [];
    this.OPTION(() => {
      this.CONSUME(keyword.with);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => faults.push(this.SUBRULE(this.name)) });
    });
    return { kind: 'run-random', ticks, faults };
  });

  readonly chaos = this.RULE('chaos', (): Action => {
    this.CONSUME(keyword.chaos);
    const victim = this.SUBRULE(this.selector);
    this.CONSUME(keyword.dies);
    this.CONSUME(keyword.every);
    const every = this.SUBRULE(this.range);
    this.CONSUME(keyword.ticks);
    return { kind: 'chaos', victim, every };
  });

  /** `isTrusted` leaves out the grammar's own checks, which take longer than most files; the tests make them. */
  constructor(messages: IParserErrorMessageProvider, isTrusted = false) {
    super(t.vocabulary, {
      errorMessageProvider: messages,
      maxLookahead: 1,
      skipValidations: isTrusted,
    });
    this.performSelfAnalysis();
  }
}

let built: Grammar | undefined;

/** The one parser of the process; building it takes some milliseconds, so it waits for the first use. */
export function grammar(): Grammar {
  built ??= new Grammar(errorMessages, true);
  return built;
}
