// What a program sees of a cluster: live views, which say how things are at the moment they are asked.

import { type Configuration, type Entry, NOBODY } from '../core/index.ts';
import type { Invariant } from '../dsl/index.ts';
import {
  commandText,
  diagnose,
  type SimulatedNode,
  type TraceEvent,
  type Violation,
  type World,
} from '../sim/index.ts';

/** An entry of a log, as it reads. */
export interface LogEntry {
  /** From 1. */
  readonly index: number;
  readonly term: number;
  readonly kind: Entry['kind'];
  /** The command in words: `foo`, `x = 5`; '' unless `kind` is `command`. */
  readonly command: string;
}

/** The members of a cluster. While a change is under way, `outgoing` are the voters before it. */
export type Members = Configuration;

/** One node. Every property is read anew each time. */
export class NodeView {
  /** Its number. */
  readonly id: number;
  private readonly cluster: { readonly world: World };

  constructor(cluster: { readonly world: World }, id: number) {
    this.cluster = cluster;
    this.id = id;
  }

  /** As reports write it: `n0`. */
  get name(): string {
    return `n${this.id}`;
  }

  /** Its role; `down`, `wiped`, `corrupt`, `fenced` or `absent` when it does not run. */
  get state(): SimulatedNode['state'] {
    return this.host.state;
  }

  /** Whether it runs. A paused node runs. */
  get isUp(): boolean {
    return this.host.core !== null;
  }

  get isLeader(): boolean {
    return this.state === 'leader';
  }

  /** Its term; what its disk says when it does not run. */
  get term(): number {
    return this.host.core?.currentTerm ?? this.host.disk.term;
  }

  /** Whom it voted for in its term; undefined for nobody. */
  get votedFor(): number | undefined {
    return numberOrNone(this.host.core?.votedFor ?? this.host.disk.votedFor);
  }

  /** Whom it takes for the leader; undefined for nobody. */
  get leader(): number | undefined {
    return numberOrNone(this.host.core?.leaderId ?? NOBODY);
  }

  /** How far it knows entries to be committed; 0 when it does not run: that is not on its disk. */
  get commitIndex(): number {
    return this.host.core?.commitIndex ?? 0;
  }

  /** The last entry its state machine has applied; 0 when it does not run. */
  get lastApplied(): number {
    return this.host.core?.lastApplied ?? 0;
  }

  /** Index of the last entry of its log. */
  get lastIndex(): number {
    return this.host.core?.log.lastIndex ?? this.host.disk.readableIndex;
  }

  /** The last index that only a snapshot covers; 0 when the log is whole. */
  get baseIndex(): number {
    return this.host.core?.log.baseIndex ?? this.host.disk.base.index;
  }

  /** Its log behind `baseIndex`; what its disk holds when it does not run. */
  get log(): readonly LogEntry[] {
    const { core, disk } = this.host;
    const entries =
      core === null ? disk.read().entries : core.log.entriesFrom(core.log.baseIndex + 1);
    return entries.map(({ index, term, kind, command }) => ({
      ...{ index, term, kind },
      command: commandText(command),
    }));
  }

  /** The newest configuration in its log, committed or not; undefined when it does not run. */
  get members(): Members | undefined {
    return this.host.core?.configuration;
  }

  /** The value of the last command that took effect; undefined before the first, and when it does not run. */
  get data(): string | undefined {
    return this.isUp ? this.host.machine.data : undefined;
  }

  /** What its state machine holds under a key; undefined when it was never written, and when it does not run. */
  valueOf(key: string): string | undefined {
    return this.isUp ? this.host.machine.valueOf(key) : undefined;
  }

  /** The state of a state machine of one's own; undefined with the built-in one, and when the node does not run. */
  get machineState(): unknown {
    return this.isUp ? this.host.machine.ownState : undefined;
  }

  private get host(): SimulatedNode {
    return this.cluster.world.node(this.id);
  }
}

function numberOrNone(id: number): number | undefined {
  return id === NOBODY ? undefined : id;
}

/** A cluster as it is seen, without the ways to move it. */
export abstract class ClusterView {
  /** The simulated world underneath, for what no property offers. */
  abstract get world(): World;

  /** Ticks so far. */
  get now(): number {
    return this.world.now;
  }

  /** Over everything that happened: the same setup, seed and calls give the same hash. 16 hex digits. */
  get hash(): string {
    return this.world.hash.toString();
  }

  /** All nodes that anybody has started, by number. */
  get nodes(): readonly NodeView[] {
    const present = this.world.nodes.filter(({ condition }) => condition !== 'absent');
    return present.map(({ id }) => new NodeView(this, id));
  }

  /** The node of a number. Errors: throws a `RangeError` when there is none. */
  node(id: number): NodeView {
    return new NodeView(this, this.world.node(id).id);
  }

  /** The live leader of the highest term; undefined when there is none. */
  get leader(): NodeView | undefined {
    const leader = this.world.leader();
    return leader === undefined ? undefined : new NodeView(this, leader.id);
  }

  /** The events so far that fit, in order; empty without a trace. */
  trace(choice: TraceChoice = {}): readonly TraceEvent[] {
    return chosenEvents(this.world.trace?.events ?? [], choice);
  }

  /** The properties that broke. */
  get violations(): readonly Violation[] {
    return this.world.violations;
  }

  /** Remarks, such as properties that a fault put beyond judgement. */
  get notes(): readonly string[] {
    return this.world.notes;
  }

  /** Why nothing moves, in sentences, the most important first. */
  diagnose(): readonly string[] {
    return diagnose(this.world);
  }
}

/** A world as invariants see it. */
class WorldView extends ClusterView {
  override readonly world: World;

  constructor(world: World) {
    super();
    this.world = world;
  }
}

/** A property of one's own, judged after every event until the end of the test, convergence included. */
export interface OwnInvariant {
  readonly name: string;
  /**
   * What is wrong, in a sentence; nothing when all is well. What it throws is wrong too, so that `expect` and `assert`
   * serve. It looks and changes nothing.
   */
  check(cluster: ClusterView): string | undefined | void;
}

/** The invariant as runs take it. */
export function asInvariant(own: OwnInvariant): Invariant {
  if (typeof own.check !== 'function') {
    throw new TypeError(`the invariant ${own.name} needs a function that looks at a cluster`);
  }
  let view: WorldView | null = null;
  return {
    name: own.name,
    check(world) {
      if (view?.world !== world) view = new WorldView(world);
      return wordsOf(own.name, own.check(view) ?? undefined);
    },
  };
}

/** What an invariant said, as a sentence: code that no compiler has seen may say anything. */
function wordsOf(name: string, said: unknown): string | undefined {
  if (said === undefined) return undefined;
  if (said === '') return `${name} does not hold`;
  if (typeof said === 'string') return said;
  const what = isPromise(said) ? 'a promise' : `a ${typeof said}`;
  return `the invariant answered with ${what}: what is wrong is a text, and undefined when all is well`;
}

/** Whether something will only be known later. */
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** Which events of a trace. Everything that is given must fit. */
export interface TraceChoice {
  /** From this tick on. */
  readonly since?: number;
  readonly node?: number;
  readonly kind?: TraceEvent['kind'];
}

function chosenEvents(
  events: readonly TraceEvent[],
  { since = 0, node, kind }: TraceChoice,
): readonly TraceEvent[] {
  return events.filter(
    (event) =>
      event.tick >= since &&
      (node === undefined || event.node === node) &&
      (kind === undefined || event.kind === kind),
  );
}
