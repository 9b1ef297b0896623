// The world: nodes, disks, clocks, network and clients, moved tick by tick. The order within a tick is in
// run-tick.ts, what follows a call of the core in after-call.ts. A packet sent in tick t arrives in tick
// t + latency. Everything here is plain data, so a world can be copied at any point between two events
// and continued: the copy comes to the same hash.

import type { Client } from '../client/index.ts';
import {
  completeOptions,
  type Configuration,
  configurationOf,
  type Message,
  NO_CONFIGURATION,
  type Node,
  type NodeId,
  type Options,
  Output,
} from '../core/index.ts';
import { afterCall } from './after-call.ts';
import { Before } from './before.ts';
import type { Chaos } from './chaos.ts';
import { SafetyChecker } from './checker.ts';
import { CoverageWatch } from './coverage/index.ts';
import { DisruptionWatch } from './disruption.ts';
import { type Endpoint, WORLD } from './endpoint.ts';
import { guarded, passOver } from './guard.ts';
import { RollingHash } from './hash.ts';
import { startNode } from './hosting.ts';
import { formatDisks } from './initial-logs.ts';
import { LeadershipWatch } from './leadership-watch.ts';
import { noteHaste } from './lease-assumptions.ts';
import { Network } from './network.ts';
import type { MachineDefinition } from './own-machine.ts';
import type { Packet } from './packet.ts';
import { propertyOf, type PropertyId } from './properties.ts';
import { runTick } from './run-tick.ts';
import { settle } from './settle.ts';
import { Shuffle } from './shuffle.ts';
import { SimulatedNode } from './simulated-node.ts';
import { SESSIONS_DEFAULT } from './state-machine.ts';
import { runTimer } from './timers.ts';
import type { TraceChange } from './trace-change.ts';
import { TraceLog } from './trace-log.ts';
import type { Accuse, Violation } from './violation.ts';
import { setupProblems, type WorldSetup } from './world-setup.ts';
import type { HistoryRecord, Rejoining, Sending, Settings } from './world-state.ts';

/** Looks at an event before it happens. Returning false suppresses it; only deliveries can be suppressed. */
export type BeforeEvent = (ordinal: number, packet: Packet | null) => boolean;

/** Events that a tick may have, unless a setup says otherwise. */
const EVENTS_PER_TICK = 1_000_000;

export class World {
  seed: string;
  /** Ticks so far. */
  now = 0;
  /** The last tick in which the scenario or a lost message stood in anybody’s way. */
  lastFaultAt = 0;
  readonly nodes: SimulatedNode[];
  network: Network;
  /** By number. */
  clients = new Map<number, Client>();
  /** The requests of all clients that have ended. */
  history: HistoryRecord[] = [];
  /** By client: when the request under way was first sent. */
  sendings = new Map<number, Sending>();
  /** Counts sendings and endings of requests. */
  historyOrder = 0;
  /** The last tick in which a read by lease may answer what is old because an order broke a promise; -1 at first. */
  leaseDoubtUntil = -1;
  /** By operator: the wiped node that is to come back when its removal is done, and how it is added then. */
  rejoining = new Map<number, Rejoining>();
  /** The leader kills itself again and again; null when it does not. */
  chaos: Chaos | null = null;
  /** Draws the order of deliveries and timers anew in each tick; null leaves it as it comes. */
  shuffle: Shuffle | null = null;
  readonly settings: Settings = {
    diskLatency: { min: 0, max: 0 },
    clientTimeout: 500,
    clientRetry: 20,
    snapshotEvery: 0,
    snapshotKeep: 0,
  };
  readonly initialConfiguration: Configuration;
  /** What nodes that join later are started with. */
  private readonly options: Options;
  readonly sessionsMax: number;
  /** A state machine of one's own; null for the built-in one. */
  readonly machine: MachineDefinition | null;
  /** Counts recoveries by a sole voter: who belongs to an older generation is fenced off. */
  generation = 0;
  readonly unsafeRejoin: boolean;
  readonly lenient: boolean;

  hash = new RollingHash();
  trace: TraceLog | null;
  /** Notes which situations come up; null when nobody asks. A copy of the world goes on with a copy of it. */
  coverage: CoverageWatch | null;
  checker: SafetyChecker;
  disruption: DisruptionWatch;
  leadership = new LeadershipWatch();
  /** What broke, in order. The first one halts the world. */
  violations: Violation[] = [];
  /** Assertions and refusals of the core that a lenient world passed over. */
  passedOver: string[] = [];
  /** Remarks for the report, such as properties that a fault voided. */
  notes: string[] = [];

  /** Events of the present tick so far: deliveries, timers, completed writes, each counted from 1. */
  eventOrdinal = 0;
  /** Events that a tick may have. */
  readonly eventsPerTick: number;
  /** The same inside a tick; between two ticks a scenario may do as much as it likes. */
  eventsMax = Infinity;
  /** Called around events by whoever drives the world. Not part of its state; a copy has none. */
  beforeEvent: BeforeEvent | null = null;
  afterEvent: (() => void) | null = null;

  /**
   * Hooks of a message bus: a message reaches its node (returning true takes it away from the node), or a
   * partition stopped it. Not part of the world's state; a copy has none.
   */
  onArrival: ((message: Message) => boolean) | null = null;
  onLoss: ((message: Message) => void) | null = null;

  /** Id of the last request that was sent. */
  private lastMessageId = 0;
  /** One output for all calls of the core: it is emptied after each. */
  readonly out = new Output();
  readonly before = new Before();
  /** `accuse` as a function of its own, for the judges. */
  readonly accuser: Accuse = (violation) => this.accuse(violation);

  /** Errors: throws with a sentence per rule that the setup breaks; see `setupProblems`. */
  constructor(setup: WorldSetup) {
    const problems = setupProblems(setup);
    if (problems.length > 0)
      throw new RangeError(`a world cannot begin so: ${problems.join('; ')}`);
    const options = completeOptions(setup.options ?? {});
    this.seed = setup.seed;
    this.unsafeRejoin = setup.unsafeRejoin ?? false;
    this.lenient = setup.lenient ?? false;
    this.trace = setup.trace === true ? new TraceLog() : null;
    this.coverage = setup.coverage === true ? new CoverageWatch() : null;
    this.options = options;
    this.sessionsMax = setup.sessionsMax ?? SESSIONS_DEFAULT;
    this.machine = setup.machine ?? null;
    const count = setup.nodes + (setup.learners ?? 0);
    this.eventsPerTick = Math.max(setup.eventsPerTick ?? EVENTS_PER_TICK, 4 * count * count);
    const ids = Array.from({ length: count }, (_, id) => id);
    const initial = configurationOf(ids.slice(0, setup.nodes), ids.slice(setup.nodes));
    this.initialConfiguration = initial;
    this.nodes = ids.map(
      (id) => new SimulatedNode(id, completeOptions(options), setup.seed, initial),
    );
    this.network = new Network(setup.seed);
    this.checker = new SafetyChecker(this.nodes, this.accuser, setup.off ?? []);
    this.disruption = new DisruptionWatch(count);
    formatDisks(this.nodes, setup.logs ?? []);
    this.guarded(() => {
      for (const host of this.nodes) startNode(this, host);
    });
  }

  /** Whether a violation stopped the world. It does not move any more. */
  get halted(): boolean {
    return this.violations.length > 0;
  }

  /** The first thing that broke. */
  get violation(): Violation | undefined {
    return this.violations[0];
  }

  /** The node with an id. */
  node(id: NodeId): SimulatedNode {
    const host = this.nodes[id] as SimulatedNode | undefined;
    if (host === undefined) {
      throw new RangeError(`no node n${id}; this cluster has n0 to n${this.nodes.length - 1}`);
    }
    return host;
  }

  /** Makes room for a node that nobody has started yet, and for all numbers below it. */
  makeRoom(id: NodeId): void {
    while (this.nodes.length <= id) {
      const next = this.nodes.length;
      const host = new SimulatedNode(
        next,
        completeOptions(this.options),
        this.seed,
        NO_CONFIGURATION,
      );
      host.condition = 'absent';
      host.generation = this.generation;
      this.nodes.push(host);
      this.checker.noteIdentity(next);
      this.disruption.noteNode();
    }
  }

  /**
   * The live leader of the highest term, if there is one: of the newest generation that has one. Sees the truth,
   * not what any node believes.
   */
  leader(): SimulatedNode | undefined {
    let best: SimulatedNode | undefined;
    let bestTerm = -1;
    for (const host of this.nodes) {
      const { core, generation } = host;
      if (core === null || core.role.kind !== 'leader') continue;
      const isNewer = best !== undefined && generation > best.generation;
      const isOlder = best !== undefined && generation < best.generation;
      if (isOlder || (!isNewer && core.currentTerm <= bestTerm)) continue;
      best = host;
      bestTerm = core.currentTerm;
    }
    return best;
  }

  /** Moves the world by one tick. */
  tick(): void {
    if (this.halted) return;
    this.now += 1;
    this.eventOrdinal = 0;
    this.checker.tick = this.now;
    this.eventsMax = this.eventsPerTick;
    this.guarded(() => runTick(this));
    this.eventsMax = Infinity;
  }

  /** Moves the clock of one node by one tick of its own, and nothing else. */
  tickNode(id: NodeId): void {
    const host = this.node(id);
    if (this.halted || !host.isLive) return;
    noteHaste(this, host);
    this.lastFaultAt = this.now;
    this.guarded(() => runTimer(this, host));
  }

  /**
   * Delivers what is in flight, in due order, until nothing is left, and completes writes at once. No time
   * passes: timers, held packets and clients' own timeouts stay. `only` limits it to packets addressed to
   * some nodes. Returns false when `most` deliveries did not suffice.
   */
  settle(only: readonly NodeId[] | null = null, most = 10_000): boolean {
    if (this.halted) return true;
    let isQuiet = false;
    this.guarded(() => {
      isQuiet = settle(this, only, most);
    });
    return isQuiet || this.halted;
  }

  /**
   * What follows every call of the core: judges what changed, then carries out what the core asked for. `before` must
   * have been captured; `peer` is whose answer the call took, -1 for none.
   */
  afterCall(host: SimulatedNode, core: Node, peer: NodeId): void {
    afterCall(this, host, core, peer);
  }

  /** An id that no request had. */
  nextMessageId(): number {
    this.lastMessageId += 1;
    return this.lastMessageId;
  }

  /** Notes something the scenario does to the world: in the hash and in the trace. */
  noteFault(endpoint: Endpoint, code: string, text: string): void {
    this.lastFaultAt = this.now;
    this.coverage?.noteFault(code);
    this.hash.add(this.now);
    this.hash.addText(code);
    this.hash.add(endpoint);
    if (this.trace !== null) this.record(endpoint, 'fault', text, { kind: 'fault', code });
  }

  /** Records an event with a text. Call only when a trace is kept. */
  record(
    endpoint: Endpoint,
    kind: Parameters<TraceLog['record']>[1]['kind'],
    text: string,
    change?: TraceChange,
  ): number {
    const told = change === undefined ? {} : { change };
    return this.trace?.record(this.now, { kind, node: endpoint, text, ...told }) ?? -1;
  }

  /** Takes note of a property that broke, unless it is not judged. */
  accuse(violation: Omit<Violation, 'tick'>): void {
    if (!this.checker.judges(violation.property)) return;
    this.violations.push({ ...violation, tick: this.now });
    this.hash.addText(violation.property);
    if (this.trace !== null) {
      const { name } = propertyOf(violation.property);
      this.record(violation.node, 'violation', `${name} is violated: ${violation.message}`);
    }
  }

  /** Stops judging a property and says why, once. */
  suspend(property: PropertyId, why: string): void {
    this.checker.suspend(property);
    const note = `${propertyOf(property).name} is not judged: ${why}`;
    if (!this.notes.includes(note)) this.notes.push(note);
  }

  /** A remark for the report, of which the first of its kind is enough. */
  note(what: string, why: string): void {
    if (this.notes.some((note) => note.startsWith(`${what}: `))) return;
    this.notes.push(`${what}: ${why}`);
  }

  /** Runs a piece of the world, turning failed assertions of the core into a violation. */
  guarded(run: () => void): void {
    guarded(this, run);
  }

  /**
   * Notes an assertion or a refusal that a lenient world does not stop for. Answers whether what was refused is let
   * through: not when a fault damaged something, for then the refusal is right, and nobody's mistake.
   */
  passOver(sentence: string, observed: unknown): boolean {
    return passOver(this, sentence, observed);
  }

  /** A world of its own that continues the same way, and comes to the same hash. Hooks are not copied. */
  copy(): World {
    const copy = new World({
      nodes: this.initialConfiguration.voters.length,
      learners: this.initialConfiguration.learners.length,
      options: this.options,
      sessionsMax: this.sessionsMax,
      ...(this.machine === null ? {} : { machine: this.machine }),
      seed: this.seed,
      lenient: this.lenient,
      unsafeRejoin: this.unsafeRejoin,
      eventsPerTick: this.eventsPerTick,
    });
    if (this.nodes.length > 0) copy.makeRoom(this.nodes.length - 1);
    for (const host of this.nodes) copy.nodes[host.id] = host.copy(this.seed);
    copy.now = this.now;
    copy.network = this.network.copy();
    copy.clients = new Map([...this.clients].map(([number, client]) => [number, client.copy()]));
    copy.history = this.history.slice();
    copy.sendings = new Map(this.sendings);
    copy.historyOrder = this.historyOrder;
    copy.generation = this.generation;
    copy.leaseDoubtUntil = this.leaseDoubtUntil;
    copy.rejoining = new Map(this.rejoining);
    copy.chaos = this.chaos === null ? null : { ...this.chaos };
    copy.shuffle = this.shuffle === null ? null : new Shuffle(this.seed);
    Object.assign(copy.settings, this.settings);
    copy.hash = this.hash.copy();
    copy.trace = this.trace === null ? null : this.trace.copy();
    copy.coverage = this.coverage === null ? null : this.coverage.copy();
    copy.checker = this.checker.copy(copy.nodes, copy.accuser);
    copy.disruption = this.disruption.copy();
    copy.leadership = this.leadership.copy();
    copy.lastFaultAt = this.lastFaultAt;
    copy.violations = this.violations.slice();
    copy.passedOver = this.passedOver.slice();
    copy.notes = this.notes.slice();
    copy.eventOrdinal = this.eventOrdinal;
    copy.lastMessageId = this.lastMessageId;
    return copy;
  }

  /** Draws differently from here on, as if the world had been seeded with `seed`. */
  reseed(seed: string): void {
    this.seed = seed;
    this.network = this.network.reseeded(seed);
    if (this.shuffle !== null) this.shuffle = new Shuffle(seed);
    for (const host of this.nodes) this.nodes[host.id] = host.copy(seed);
    this.checker = this.checker.copy(this.nodes, this.accuser);
    this.noteFault(WORLD, 'reseed', `draws follow seed ${seed} from here on`);
    this.hash.addText(seed);
  }
}
