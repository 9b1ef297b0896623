// The tree of a scenario. Every place where a value may stand holds an `Operand`, so that a variable can
// stand there too; what kinds of operand a place takes is the business of validation, not of the tree.

import type { LatencyShape } from '../sim/index.ts';
import type { Span } from './diagnostics.ts';

/** A value as written. `text` is exact: values never change case and numbers keep their zeros. */
export type Operand =
  NumberOperand | WordOperand | StringOperand | ListOperand | RangeOperand | VariableOperand;

export interface NumberOperand {
  readonly kind: 'number';
  /** The number; not exact, or infinite, when `text` has too many digits. */
  readonly value: number;
  readonly text: string;
  readonly span: Span;
}
export interface WordOperand {
  readonly kind: 'word';
  readonly text: string;
  readonly span: Span;
}
export interface StringOperand {
  readonly kind: 'string';
  /** The content, escapes resolved. */
  readonly text: string;
  readonly span: Span;
}
/** `[1 1 2]`, in order, or `{0 1 2}`, without. */
export interface ListOperand {
  readonly kind: 'list' | 'set';
  readonly items: readonly Operand[];
  readonly span: Span;
}
/** `10..20`, both ends included. */
export interface RangeOperand {
  readonly kind: 'range';
  readonly low: Operand;
  readonly high: Operand;
  readonly span: Span;
}
/** `$name`: a parameter of a definition or a variable of a `for` line. */
export interface VariableOperand {
  readonly kind: 'variable';
  readonly name: string;
  readonly span: Span;
}

/** A word that names something of the language: a property, an event, an option. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `leader.commitIndex`, or `stateMachine.data`, which has no selector. */
export interface Path {
  readonly kind: 'path';
  readonly selector: Operand | null;
  readonly names: readonly Name[];
  readonly span: Span;
}

export type Comparison = 'is' | 'is not' | '>' | '>=' | '<' | '<=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Condition[]; readonly span: Span }
  | { readonly kind: 'not'; readonly term: Condition; readonly span: Span }
  | CompareCondition
  | { readonly kind: 'match'; readonly path: Path; readonly span: Span }
  | {
      readonly kind: 'count';
      readonly count: 'one' | 'no';
      readonly role: Name;
      readonly span: Span;
    }
  | HasCondition
  | EventCondition;

export interface CompareCondition {
  readonly kind: 'compare';
  readonly left: Path;
  readonly comparison: Comparison;
  readonly right: Operand | Path;
  readonly span: Span;
}
export interface HasCondition {
  readonly kind: 'has';
  readonly selector: Operand;
  /** Whether a majority of the selected nodes is enough. */
  readonly quorum: boolean;
  readonly negated: boolean;
  /** `held`: in the log, committed or not. */
  readonly stage: 'held' | 'committed' | 'applied';
  readonly command: Operand;
  readonly span: Span;
}
export interface EventCondition {
  readonly kind: 'event';
  readonly name: Name;
  readonly on: Operand | null;
  readonly span: Span;
}

/** `0 -> 1` or, both ways, `0 <-> 1`. */
export interface Link {
  readonly from: Operand;
  readonly to: Operand;
  readonly both: boolean;
}

/** Which messages: a kind (null is any) and, optionally, where they come from and go to. */
export interface MessageFilter {
  readonly message: Name | null;
  readonly from: Operand | null;
  readonly to: Operand | null;
}

/** One item after `with` in `cluster of`. */
export type ClusterOption =
  | { readonly kind: 'learners'; readonly count: Operand }
  | { readonly kind: 'logs'; readonly logs: readonly Operand[]; readonly span: Span }
  | { readonly kind: 'unsafe-rejoin'; readonly span: Span }
  | { readonly kind: 'sessions'; readonly count: Operand }
  | { readonly kind: 'setting'; readonly name: Name; readonly value: Operand };

/** What a client asks for. */
export type Request =
  | { readonly verb: 'sends'; readonly command: Operand }
  | { readonly verb: 'writes'; readonly key: Operand; readonly value: Operand }
  | {
      readonly verb: 'reads';
      readonly key: Operand;
      readonly by: 'index' | 'lease' | 'stale' | null;
    }
  | {
      readonly verb: 'cas';
      readonly key: Operand;
      readonly expected: Operand;
      readonly value: Operand;
    }
  | { readonly verb: 'retries' };

/** What `show` shows; `argument` is the node, the number of events or the request. */
export interface Shown {
  readonly what: 'state' | 'log' | 'messages' | 'trace' | 'request' | 'config';
  readonly argument: Operand | null;
  /** The number behind the dot of `c1.3`. */
  readonly sequence: Operand | null;
}

/** How much of something: `next`, `next 3`, `all`. */
export interface Amount {
  readonly all: boolean;
  readonly count: Operand | null;
}

/** What a statement does. Families that come later are parsed in full and refused by validation. */
export type Action =
  // Header lines.
  | { readonly kind: 'test'; readonly name: StringOperand }
  | { readonly kind: 'seed'; readonly value: Operand }
  | {
      readonly kind: 'for';
      readonly variable: VariableOperand;
      readonly values: readonly Operand[];
    }
  | { readonly kind: 'use'; readonly path: StringOperand }
  | { readonly kind: 'no-convergence' }
  | { readonly kind: 'plan' }
  | { readonly kind: 'expect-violation'; readonly property: readonly Name[] }
  | { readonly kind: 'define'; readonly definition: Definition }
  // A test.
  | ClusterAction
  | { readonly kind: 'set'; readonly target: Path; readonly value: Operand }
  | { readonly kind: 'tick'; readonly count: Operand | null }
  | { readonly kind: 'tick-to'; readonly time: Operand }
  | { readonly kind: 'tick-node'; readonly nodes: Operand; readonly count: Operand }
  | WaitAction
  | { readonly kind: 'settle'; readonly nodes: readonly Operand[] }
  | { readonly kind: 'check'; readonly condition: Condition }
  /** `check {0 1 2} recover alone` */
  | { readonly kind: 'check-alone'; readonly nodes: Operand }
  | { readonly kind: 'always' | 'never'; readonly condition: Condition }
  | { readonly kind: 'when'; readonly condition: Condition; readonly statement: Statement }
  | {
      readonly kind: 'at-event';
      readonly event: Operand;
      readonly tick: Operand;
      readonly statement: Statement;
    }
  | { readonly kind: 'drop-it' }
  | { readonly kind: 'repeat'; readonly count: Operand; readonly body: readonly Statement[] }
  | { readonly kind: 'call'; readonly name: Name; readonly arguments: readonly Operand[] }
  // Clients.
  | { readonly kind: 'commands'; readonly commands: readonly Operand[] }
  | ClientAction
  | { readonly kind: 'expect-error'; readonly error: Name; readonly statement: Statement }
  // Faults of nodes.
  | {
      readonly kind: 'crash';
      readonly nodes: readonly Operand[];
      /** At once, when the next write would become durable, or in the middle of one. */
      readonly when: 'now' | 'before-sync' | 'torn';
    }
  /** By force: without asking first, and past voters that hear a leader. */
  | { readonly kind: 'campaign'; readonly nodes: readonly Operand[]; readonly force: boolean }
  | { readonly kind: 'restart'; readonly nodes: readonly Operand[]; readonly after: Operand | null }
  | { readonly kind: NodeVerb; readonly nodes: readonly Operand[] }
  // Faults of the network.
  | { readonly kind: 'partition'; readonly groups: readonly (readonly Operand[])[] }
  | { readonly kind: 'cut'; readonly link: Link }
  | { readonly kind: 'heal'; readonly nodes: readonly Operand[] }
  | {
      readonly kind: 'lose' | 'duplicate' | 'reorder' | 'replay';
      readonly percent: Operand;
      readonly on: Link | null;
    }
  | {
      readonly kind: 'delay';
      readonly ticks: Operand;
      /** How the ticks are spread over their range. */
      readonly shape: 'uniform' | LatencyShape;
      readonly on: Link | null;
    }
  | { readonly kind: 'clog'; readonly link: Link; readonly ticks: Operand }
  | { readonly kind: 'shuffle'; readonly on: boolean }
  | { readonly kind: 'drop'; readonly amount: Amount; readonly filter: MessageFilter }
  | { readonly kind: 'hold'; readonly filter: MessageFilter }
  | { readonly kind: 'release' }
  | { readonly kind: 'deliver'; readonly amount: Amount; readonly filter: MessageFilter }
  // Faults of disks and clocks.
  | { readonly kind: 'disk-slow'; readonly nodes: Operand; readonly ticks: Operand }
  | { readonly kind: 'disk-fails' | 'disk-full' | 'disk-works'; readonly nodes: Operand }
  /** The last so many entries are gone, although they were reported durable. */
  | { readonly kind: 'disk-loses'; readonly nodes: Operand; readonly count: Operand }
  /** `entry` is null for the snapshot. */
  | { readonly kind: 'corrupt'; readonly nodes: Operand; readonly entry: Operand | null }
  | { readonly kind: 'clock-runs'; readonly nodes: Operand; readonly percent: Operand }
  | { readonly kind: 'clock-stops'; readonly nodes: Operand; readonly ticks: Operand }
  | { readonly kind: 'calm' }
  | { readonly kind: 'reseed'; readonly value: Operand }
  // Membership, snapshots, transfer, recovery.
  | {
      readonly kind: 'add';
      readonly node: Operand;
      readonly learner: boolean;
      readonly promote: boolean;
      readonly through: Operand | null;
    }
  | {
      readonly kind: 'promote' | 'demote' | 'remove';
      readonly node: Operand;
      readonly through: Operand | null;
    }
  | {
      readonly kind: 'replace';
      readonly node: Operand;
      readonly by: Operand;
      readonly through: Operand | null;
    }
  | { readonly kind: 'reconfigure'; readonly members: Operand; readonly through: Operand | null }
  | { readonly kind: 'transfer'; readonly to: Operand; readonly through: Operand | null }
  | { readonly kind: 'snapshot'; readonly node: Operand }
  | { readonly kind: 'compact'; readonly node: Operand; readonly to: Operand }
  | { readonly kind: 'attach'; readonly node: Operand; readonly to: Operand }
  | { readonly kind: 'recover'; readonly node: Operand }
  // Random runs.
  | {
      readonly kind: 'run-random';
      readonly ticks: Operand | null;
      readonly faults: readonly Name[];
    }
  | { readonly kind: 'chaos'; readonly victim: Operand; readonly every: Operand }
  // Seeing.
  | { readonly kind: 'show'; readonly shown: Shown; readonly golden: readonly GoldenLine[] };

/** Verbs that take one or more nodes and nothing else. */
export type NodeVerb = 'wipe' | 'pause' | 'resume' | 'isolate' | 'step-down' | 'forget-leader';

export interface ClusterAction {
  readonly kind: 'cluster';
  readonly size: Operand;
  readonly options: readonly ClusterOption[];
}
/** `tick until C within N` and `eventually C within N`. */
export interface WaitAction {
  readonly kind: 'tick-until' | 'eventually';
  readonly condition: Condition;
  readonly within: Operand | null;
}
export interface ClientAction {
  readonly kind: 'client';
  readonly client: NumberOperand;
  readonly request: Request;
  /** The node asked first; null lets the client find the leader. */
  readonly to: Operand | null;
  /** Whether the client follows redirects. */
  readonly redirects: boolean;
  /** The answer waited for; null when the statement does not wait. */
  readonly expecting: Operand | null;
}

/** One statement. The span of a block is its first line. */
export interface Statement {
  readonly span: Span;
  readonly action: Action;
}

/** A line `> …` after a `show`: its line number and the text behind `> `. */
export interface GoldenLine {
  readonly line: number;
  readonly text: string;
}

/** A named block, and the file it stands in. */
export interface Definition {
  readonly name: Name;
  readonly parameters: readonly VariableOperand[];
  readonly body: readonly Statement[];
  readonly file: string;
}
