// Grammar, part 3: clients and faults.

import type { TokenType } from 'chevrotain';
import type { LatencyShape } from '../sim/index.ts';
import type { Action, Amount, ClientAction, Link, MessageFilter, Operand, Request } from './ast.ts';
import { StatementGrammar } from './grammar-statements.ts';
import * as t from './tokens.ts';
import { SELECTOR_ALIASES, SELECTOR_WORDS } from './vocabulary.ts';

const { keyword } = t;

/** Keywords that select nodes; the others cannot stand in a list of nodes. */
const NODE_WORDS: readonly string[] = [...SELECTOR_WORDS, ...SELECTOR_ALIASES.keys()];
const NO_NODE: ReadonlySet<TokenType> = new Set(
  Object.entries(keyword).flatMap(([word, type]) => (NODE_WORDS.includes(word) ? [] : [type])),
);

/** What clients ask for and what goes wrong. */
export class FaultGrammar extends StatementGrammar {
  /** `client foo bar baz`: commands of the default client. */
  readonly commands = this.RULE('commands', (): Action => {
    this.CONSUME(keyword.client);
    const commands: Operand[] = [];
    this.AT_LEAST_ONE(() => commands.push(this.SUBRULE(this.value)));
    return { kind: 'commands', commands };
  });

  readonly client = this.RULE('client', (): ClientAction => {
    this.CONSUME(keyword.client);
    const client = this.SUBRULE(this.numeral);
    const request = this.SUBRULE(this.request);
    let to: Operand | null = null;
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(keyword.to) }, { ALT: () => this.CONSUME(keyword.from) }]);
      to = this.SUBRULE(this.selector);
    });
    let redirects = true;
    this.OPTION2(() => {
      this.CONSUME(keyword.without);
      this.CONSUME(keyword.redirects);
      redirects = false;
    });
    const expecting = this.OPTION3(() => {
      this.CONSUME(keyword.expecting);
      return this.SUBRULE(this.value);
    });
    return { kind: 'client', client, request, to, redirects, expecting: expecting ?? null };
  });

  readonly request = this.RULE('request', (): Request =>
    this.OR<Request>([
      {
        ALT: () => {
          this.CONSUME(keyword.sends);
          return { verb: 'sends', command: this.SUBRULE(this.value) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.writes);
          const key = this.SUBRULE2(this.value);
          this.CONSUME(t.Equals);
          return { verb: 'writes', key, value: this.SUBRULE3(this.value) };
        },
      },
      { ALT: () => this.SUBRULE(this.read) },
      {
        ALT: () => {
          this.CONSUME(keyword.cas);
          const key = this.SUBRULE4(this.value);
          this.CONSUME(keyword.from);
          const expected = this.SUBRULE5(this.value);
          this.CONSUME(keyword.to);
          return { verb: 'cas', key, expected, value: this.SUBRULE6(this.value) };
        },
      },
      { ALT: () => (this.CONSUME(keyword.retries), { verb: 'retries' as const }) },
    ]),
  );

  readonly read = this.RULE('read', (): Request => {
    this.CONSUME(keyword.reads);
    const key = this.SUBRULE(this.value);
    const by = this.OPTION(() =>
      this.OR<'index' | 'lease' | 'stale'>([
        { ALT: () => (this.CONSUME(keyword.stale), 'stale' as const) },
        {
          ALT: () => {
            this.CONSUME(keyword.by);
            return this.OR2<'index' | 'lease'>([
              { ALT: () => (this.CONSUME(keyword.index), 'index' as const) },
              { ALT: () => (this.CONSUME(keyword.lease), 'lease' as const) },
            ]);
          },
        },
      ]),
    );
    return { verb: 'reads', key, by: by ?? null };
  });

  /** One or more nodes. A keyword that names no node ends them. */
  readonly nodes = this.RULE('nodes', (): Operand[] => {
    const nodes = [this.SUBRULE(this.selector)];
    this.MANY({
      GATE: () => !NO_NODE.has(this.LA(1).tokenType),
      DEF: () => nodes.push(this.SUBRULE2(this.selector)),
    });
    return nodes;
  });

  readonly crash = this.RULE('crash', (): Action => {
    this.CONSUME(keyword.crash);
    const nodes = this.SUBRULE(this.nodes);
    let when: 'now' | 'before-sync' | 'torn' = 'now';
    this.OPTION(() => {
      when = this.OR<'before-sync' | 'torn'>([
        {
          ALT: () => {
            this.CONSUME(keyword.before);
            this.CONSUME(keyword.next);
            this.CONSUME(keyword.sync);
            return 'before-sync' as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.with);
            this.CONSUME(keyword.torn);
            this.CONSUME(keyword.tail);
            return 'torn' as const;
          },
        },
      ]);
    });
    return { kind: 'crash', nodes, when };
  });

  readonly restart = this.RULE('restart', (): Action => {
    this.CONSUME(keyword.restart);
    const nodes = this.SUBRULE(this.nodes);
    const after = this.OPTION(() => {
      this.CONSUME(keyword.after);
      return this.SUBRULE(this.count);
    });
    return { kind: 'restart', nodes, after: after ?? null };
  });

  readonly wipe = this.RULE('wipe', (): Action => {
    this.CONSUME(keyword.wipe);
    return { kind: 'wipe', nodes: this.SUBRULE(this.nodes) };
  });

  readonly pause = this.RULE('pause', (): Action => {
    this.CONSUME(keyword.pause);
    return { kind: 'pause', nodes: this.SUBRULE(this.nodes) };
  });

  readonly resume = this.RULE('resume', (): Action => {
    this.CONSUME(keyword.resume);
    return { kind: 'resume', nodes: this.SUBRULE(this.nodes) };
  });

  readonly isolate = this.RULE('isolate', (): Action => {
    this.CONSUME(keyword.isolate);
    return { kind: 'isolate', nodes: this.SUBRULE(this.nodes) };
  });

  readonly stepDown = this.RULE('stepDown', (): Action => {
    this.CONSUME(keyword.step);
    this.CONSUME(keyword.down);
    return { kind: 'step-down', nodes: this.SUBRULE(this.nodes) };
  });

  readonly campaign = this.RULE('campaign', (): Action => {
    this.CONSUME(keyword.campaign);
    const nodes = this.SUBRULE(this.nodes);
    let force = false;
    this.OPTION(() => {
      this.CONSUME(keyword.by);
      this.CONSUME(keyword.force);
      force = true;
    });
    return { kind: 'campaign', nodes, force };
  });

  readonly forgetLeader = this.RULE('forgetLeader', (): Action => {
    this.CONSUME(keyword.forget);
    this.CONSUME(keyword.leader);
    return { kind: 'forget-leader', nodes: this.SUBRULE(this.nodes) };
  });

  readonly partition = this.RULE('partition', (): Action => {
    this.CONSUME(keyword.partition);
    const groups: Operand[][] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => groups.push(this.SUBRULE(this.nodes)) });
    return { kind: 'partition', groups };
  });

  readonly cut = this.RULE('cut', (): Action => {
    this.CONSUME(keyword.cut);
    return { kind: 'cut', link: this.SUBRULE(this.link) };
  });

  readonly heal = this.RULE('heal', (): Action => {
    this.CONSUME(keyword.heal);
    const nodes: Operand[] = [];
    this.MANY(() => nodes.push(this.SUBRULE(this.selector)));
    return { kind: 'heal', nodes };
  });

  readonly onLink = this.RULE('onLink', (): Link => {
    this.CONSUME(keyword.on);
    return this.SUBRULE(this.link);
  });

  readonly weather = this.RULE('weather', (): Action => {
    const kind = this.OR<'lose' | 'duplicate' | 'reorder' | 'replay'>([
      { ALT: () => (this.CONSUME(keyword.lose), 'lose' as const) },
      { ALT: () => (this.CONSUME(keyword.duplicate), 'duplicate' as const) },
      { ALT: () => (this.CONSUME(keyword.reorder), 'reorder' as const) },
      { ALT: () => (this.CONSUME(keyword.replay), 'replay' as const) },
    ]);
    const percent = this.SUBRULE(this.percent);
    const on = this.OPTION(() => this.SUBRULE(this.onLink));
    return { kind, percent, on: on ?? null };
  });

  readonly delay = this.RULE('delay', (): Action => {
    this.CONSUME(keyword.delay);
    const ticks = this.SUBRULE(this.range);
    const shape = this.OPTION(() => this.SUBRULE(this.latencyShape));
    const on = this.OPTION2(() => this.SUBRULE(this.onLink));
    return { kind: 'delay', ticks, shape: shape ?? 'uniform', on: on ?? null };
  });

  readonly latencyShape = this.RULE('latencyShape', (): LatencyShape =>
    this.OR<LatencyShape>([
      { ALT: () => (this.CONSUME(keyword.exponential), 'exponential') },
      { ALT: () => (this.CONSUME(keyword.bimodal), 'bimodal') },
    ]),
  );

  readonly clog = this.RULE('clog', (): Action => {
    this.CONSUME(keyword.clog);
    const link = this.SUBRULE(this.link);
    this.CONSUME(keyword.for);
    return { kind: 'clog', link, ticks: this.SUBRULE(this.count) };
  });

  readonly shuffle = this.RULE('shuffle', (): Action => {
    this.CONSUME(keyword.shuffle);
    const off = this.OPTION(() => this.CONSUME(keyword.off));
    return { kind: 'shuffle', on: off === undefined };
  });

  readonly drop = this.RULE('drop', (): Action => {
    this.CONSUME(keyword.drop);
    return this.OR<Action>([
      { ALT: () => (this.CONSUME(keyword.it), { kind: 'drop-it' as const }) },
      {
        ALT: () => {
          const amount = this.SUBRULE(this.amount);
          return { kind: 'drop', amount, filter: this.SUBRULE(this.filter) };
        },
      },
    ]);
  });

  /** `next`, `next 2` or `all` */
  readonly amount = this.RULE('amount', (): Amount =>
    this.OR<Amount>([
      {
        ALT: () => {
          this.CONSUME(keyword.next);
          const count = this.OPTION(() => this.SUBRULE(this.count));
          return { all: false, count: count ?? null };
        },
      },
      { ALT: () => (this.CONSUME(keyword.all), { all: true, count: null }) },
    ]),
  );

  readonly filter = this.RULE('filter', (): MessageFilter => {
    const message = this.OPTION({
      GATE: () => this.LA(1).tokenType !== keyword.from && this.LA(1).tokenType !== keyword.to,
      DEF: () => this.SUBRULE(this.name),
    });
    const from = this.OPTION2(() => {
      this.CONSUME(keyword.from);
      return this.SUBRULE(this.selector);
    });
    const to = this.OPTION3(() => {
      this.CONSUME(keyword.to);
      return this.SUBRULE2(this.selector);
    });
    return { message: message ?? null, from: from ?? null, to: to ?? null };
  });

  readonly hold = this.RULE('hold', (): Action => {
    this.CONSUME(keyword.hold);
    this.OPTION(() => this.CONSUME(keyword.all));
    return { kind: 'hold', filter: this.SUBRULE(this.filter) };
  });

  readonly release = this.RULE('release', (): Action => {
    this.CONSUME(keyword.release);
    this.OPTION(() => this.CONSUME(keyword.all));
    return { kind: 'release' };
  });

  readonly deliver = this.RULE('deliver', (): Action => {
    this.CONSUME(keyword.deliver);
    const amount = this.OPTION(() => this.SUBRULE(this.amount));
    const filter = this.SUBRULE(this.filter);
    return { kind: 'deliver', amount: amount ?? { all: false, count: null }, filter };
  });

  readonly disk = this.RULE('disk', (): Action => {
    this.CONSUME(keyword.disk);
    const nodes = this.SUBRULE(this.selector);
    return this.OR<Action>([
      {
        ALT: () => {
          this.CONSUME(keyword.slow);
          return { kind: 'disk-slow', nodes, ticks: this.SUBRULE(this.range) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.fails);
          this.CONSUME(keyword.next);
          this.CONSUME(keyword.sync);
          return { kind: 'disk-fails', nodes };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.loses);
          const count = this.SUBRULE(this.count);
          this.OR2([
            { ALT: () => this.CONSUME(keyword.entries) },
            { ALT: () => this.CONSUME(keyword.entry) },
          ]);
          return { kind: 'disk-loses', nodes, count };
        },
      },
      { ALT: () => (this.CONSUME(keyword.full), { kind: 'disk-full' as const, nodes }) },
      { ALT: () => (this.CONSUME(keyword.works), { kind: 'disk-works' as const, nodes }) },
    ]);
  });

  readonly corrupt = this.RULE('corrupt', (): Action => {
    this.CONSUME(keyword.corrupt);
    const nodes = this.SUBRULE(this.selector);
    return this.OR<Action>([
      { ALT: () => (this.CONSUME(keyword.snapshot), { kind: 'corrupt', nodes, entry: null }) },
      {
        ALT: () => {
          this.CONSUME(keyword.entry);
          return { kind: 'corrupt', nodes, entry: this.SUBRULE(this.count) };
        },
      },
    ]);
  });

  readonly clock = this.RULE('clock', (): Action => {
    this.CONSUME(keyword.clock);
    const nodes = this.SUBRULE(this.selector);
    return this.OR<Action>([
      {
        ALT: () => {
          this.CONSUME(keyword.runs);
          return { kind: 'clock-runs', nodes, percent: this.SUBRULE(this.percent) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.stops);
          return { kind: 'clock-stops', nodes, ticks: this.SUBRULE(this.count) };
        },
      },
    ]);
  });

  readonly calm = this.RULE('calm', (): Action => {
    this.CONSUME(keyword.calm);
    return { kind: 'calm' };
  });

  readonly reseed = this.RULE('reseed', (): Action => {
    this.CONSUME(keyword.reseed);
    return { kind: 'reseed', value: this.SUBRULE(this.value) };
  });
}
