// The world: nodes, disks, clocks, network and clients, moved tick by tick. Inside a tick: nodes that
// restart, due deliveries, timers, disk completions, clients; first in, first out. A packet sent in tick t
// arrives in tick t + latency. Everything here is plain data, so a world can be copied at any point
// between two events and continued: the copy comes to the same hash.

import type { Client, Ended, MemberChange } from '../client/index.ts';
import {
  AssertionFailure,
  completeOptions,
  type Configuration,
  configurationOf,
  type LogIndex,
  type Message,
  NO_CONFIGURATION,
  type Node,
  type NodeId,
  type Options,
  Output,
  setReporter,
  type Snapshot,
  tick as tickCore,
  UNDRAWN,
} from '../core/index.ts';
import { Before } from './before.ts';
import { SafetyChecker } from './checker.ts';
import { tickClients } from './client-service.ts';
import { deliver } from './delivery.ts';
import { DisruptionWatch } from './disruption.ts';
import { type Endpoint, isClient, WORLD } from './endpoint.ts';
import { type Chaos, tickChaos } from './chaos.ts';
import { CoverageWatch } from './coverage/index.ts';
import { RollingHash } from './hash.ts';
import { carryOut, completeDueWrites, startNode } from './hosting.ts';
import { type LogShape, formatDisks } from './initial-logs.ts';
import { noteBrokenPromise } from './lease-assumptions.ts';
import { endClogs } from './link-faults.ts';
import { LeadershipWatch } from './leadership-watch.ts';
import type { Range } from './latency.ts';
import { Network } from './network.ts';
import { tickOperators } from './operators.ts';
import { type MachineDefinition, OwnCodeFailure } from './own-machine.ts';
import type { Packet } from './packet.ts';
import { propertyOf, type PropertyId } from './properties.ts';
import { drawBetween, type Salt } from './random.ts';
import { Shuffle } from './shuffle.ts';
import { SimulatedNode } from './simulated-node.ts';
import { SESSIONS_DEFAULT, StateMachine } from './state-machine.ts';
import type { TraceChange } from './trace-change.ts';
import { TraceLog } from './trace-log.ts';
import { traceStep } from './trace-step.ts';
import type { Accuse, Violation } from './violation.ts';
import { setupProblems } from './world-setup.ts';

/** How a world begins. */
export interface WorldSetup {
  /** Number of voters, from 1 to `NODES_MAX` with the learners. They are n0 to n(nodes-1). */
  readonly nodes: number;
  /** Number of learners behind them. */
  readonly learners?: number;
  /** Client sessions every state machine remembers at most. */
  readonly sessionsMax?: number;
  /** Every draw of the run follows from it. */
  readonly seed: string;
  readonly options?: Partial<Options>;
  /** Terms of the entries each node starts with; see `logsProblem`. Nodes without a list start empty. */
  readonly logs?: readonly LogShape[];
  /** A wiped node comes back as if nothing had happened, to show the hazard. */
  readonly unsafeRejoin?: boolean;
  /** Keep a trace. Changes nothing about the run. */
  readonly trace?: boolean;
  /** Note which situations come up. Changes nothing about the run. */
  readonly coverage?: boolean;
  /** Failed assertions and integrity refusals of the core are noted and do not stop the run. */
  readonly lenient?: boolean;
  /**
   * Events one tick may have, from 1; more break the property `assertion`, since such a tick hardly ends. Default
   * 1,000,000. At least four for each pair of nodes, so that all may campaign at once.
   */
  readonly eventsPerTick?: number;
  /** Properties that are not judged. */
  readonly off?: readonly PropertyId[];
  /** The state machine of all nodes; the built-in one without it. Linearizability is judged only for that. */
  readonly machine?: MachineDefinition;
}

/** Settings of the world that scenarios may change; none of them is a fault. */
export interface Settings {
  /** Ticks a write takes. */
  diskLatency: Range;
  /** Ticks until a client gives up and calls the outcome unknown. */
  clientTimeout: number;
  /** Ticks of silence until a client asks another node. */
  clientRetry: number;
  /** A node takes a snapshot after applying so many entries, and drops what it covers; 0 for never. */
  snapshotEvery: number;
  /** Entries it leaves in its log then, for followers that are a little behind. */
  snapshotKeep: number;
}

/** A wiped node on its way back, see operators.ts. */
export interface Rejoining {
  readonly node: NodeId;
  readonly change: MemberChange;
  readonly through: NodeId | null;
}

/** When a request was first sent. */
export interface Sending {
  readonly tick: number;
  /** Its place in the order of all sendings and endings of requests of the world. */
  readonly order: number;
}

/** A client's request in the order of events, for the judges of its answers. */
export interface HistoryRecord {
  readonly ended: Ended;
  readonly sending: Sending;
  /** The place of its end in the same order. */
  readonly endedOrder: number;
}

/** Looks at an event before it happens. Returning false suppresses it; only deliveries can be suppressed. */
export type BeforeEvent = (ordinal: number, packet: Packet | null) => boolean;

/** Codes of what the hash covers besides deliveries. */
const HASH_TIMER = 101;
const HASH_STEP = 102;

/** Events that a tick may have, unless a setup says otherwise. */
const EVENTS_PER_TICK = 1_000_000;

/** Leaves a tick in the middle, from wherever it goes in circles. */
class EndlessTick extends Error {}

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
  private readonly eventsPerTick: number;
  /** The same inside a tick; between two ticks a scenario may do as much as it likes. */
  private eventsMax = Infinity;
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
  private readonly accuser: Accuse = (violation) => this.accuse(violation);

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
    this.guarded(() => this.runTick());
    this.eventsMax = Infinity;
  }

  private runTick(): void {
    for (const host of this.nodes) {
      if (host.restartAt === this.now && host.core === null) startNode(this, host);
    }
    // What was sent without latency between two ticks is still in the last tick's place.
    this.deliverDue(this.now - 1);
    if (this.network.clogs.count > 0) endClogs(this);
    this.deliverDue(this.now);
    this.tickClocks();
    for (const host of this.nodes) {
      if (host.disk.pending.length > 0) completeDueWrites(this, host, this.now);
    }
    this.deliverDue(this.now);
    if (this.clients.size > 0 && !this.halted) tickClients(this);
    if (this.rejoining.size > 0 && !this.halted) tickOperators(this);
    if (this.chaos !== null && !this.halted) tickChaos(this, this.chaos);
    this.deliverDue(this.now);
    if (!this.halted) this.disruption.endOfTick(this.nodes, this.now);
    if (!this.halted) this.leadership.endOfTick(this);
  }

  /** Moves the clock of one node by one tick of its own, and nothing else. */
  tickNode(id: NodeId): void {
    const host = this.node(id);
    if (this.halted || !host.isLive) return;
    noteBrokenPromise(this, id);
    this.guarded(() => this.runTimer(host));
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
      isQuiet = this.runSettle(only, most);
    });
    return isQuiet || this.halted;
  }

  private runSettle(only: readonly NodeId[] | null, most: number): boolean {
    const accepts = only === null ? null : (packet: Packet): boolean => only.includes(packet.to);
    const { wheel } = this.network;
    for (const host of this.nodes) this.completeWrites(host);
    for (let count = 0; count <= most; count++) {
      if (this.halted) return true;
      const packet = wheel.takeFirst(this.now, accepts);
      if (packet === undefined) return true;
      deliver(this, packet, wheel.cause);
      if (!isClient(packet.to)) this.completeWrites(this.nodes[packet.to]);
    }
    return false;
  }

  private completeWrites(host: SimulatedNode): void {
    if (host.disk.pending.length > 0) completeDueWrites(this, host, Number.MAX_SAFE_INTEGER);
  }

  private deliverDue(tick: number): void {
    if (this.shuffle !== null) return this.deliverShuffled(tick, this.shuffle.deliveries);
    const { wheel } = this.network;
    while (!this.halted) {
      const packet = wheel.takeDue(tick);
      if (packet === undefined) return;
      if (this.eventOrdinal >= this.eventsMax) throw new EndlessTick();
      deliver(this, packet, wheel.cause);
    }
  }

  /** The same, one of those that are due after the other, whichever is drawn. */
  private deliverShuffled(tick: number, salt: Salt): void {
    const { wheel } = this.network;
    while (!this.halted) {
      const last = wheel.countDue(tick) - 1;
      // Every delivery counts an event, so each has an ordinal of its own.
      if (last > 0) {
        wheel.bringForward(tick, drawBetween(salt, this.now, this.eventOrdinal, 0, last));
      }
      const packet = wheel.takeDue(tick);
      if (packet === undefined) return;
      if (this.eventOrdinal >= this.eventsMax) throw new EndlessTick();
      deliver(this, packet, wheel.cause);
    }
  }

  private tickClocks(): void {
    if (this.shuffle === null) {
      for (const host of this.nodes) this.tickClock(host);
      return;
    }
    const order = this.shuffle.orderOfTimers(this.nodes.length, this.now);
    for (const id of order) this.tickClock(this.nodes[id]);
  }

  private tickClock(host: SimulatedNode): void {
    if (!host.isLive || this.halted) return;
    const { clock } = host;
    host.lastTick = this.now;
    if (clock.stoppedUntil >= this.now) return;
    clock.carry += clock.ratePercent;
    while (clock.carry >= 100) {
      clock.carry -= 100;
      this.runTimer(host);
      if (!host.isLive || this.halted) return;
    }
  }

  private runTimer(host: SimulatedNode): void {
    const { core } = host;
    if (core === null) return;
    this.eventOrdinal += 1;
    if (this.beforeEvent !== null) {
      this.beforeEvent(this.eventOrdinal, null);
      // What was done before the event may have ended the node.
      if (host.core !== core) return;
    }
    host.ownTicks += 1;
    this.disruption.noteTimer(host);
    if (this.trace !== null) this.trace.cause = -1;
    this.before.capture(core, -1);
    tickCore(
      core,
      core.electionTimeout === UNDRAWN ? drawElectionTimeout(host, core) : 0,
      this.out,
    );
    if (core.role.kind !== this.before.role) {
      this.hash.add(HASH_TIMER);
      this.hash.add(host.id);
      if (this.trace !== null) this.record(host.id, 'timer', 'its election timer runs out');
    }
    this.afterCall(host, core, -1);
    this.afterEvent?.();
  }

  /** After a call of the core: judges what changed, then carries out what the core asked for. */
  afterCall(host: SimulatedNode, core: Node, peer: NodeId): void {
    const { before, out } = this;
    if (this.eventOrdinal > this.eventsMax) throw new EndlessTick();
    this.coverage?.afterCall(this, host, core);
    if (out.install !== null) this.noteInstall(host, core, out.install);
    const changedFrom = firstChange(before, core, out.write.fromIndex);
    const hasChanged =
      core.currentTerm !== before.term ||
      core.role.kind !== before.role ||
      core.votedFor !== before.votedFor ||
      core.commitIndex !== before.commitIndex;
    if (hasChanged) this.noteChange(host, core);
    if (this.trace !== null) traceStep(this, host, core, changedFrom);
    // Most calls change nothing that could break a property: a candidate's ballots and a leader's progress can.
    const isOfNote = hasChanged || changedFrom > 0 || core.leaderId !== before.leaderId;
    if (isOfNote || peer >= 0 || core.role.kind === 'candidate') {
      this.checker.afterStep(host, core, before, changedFrom, peer);
    }
    if (!out.isEmpty) carryOut(this, host, core);
  }

  /** The judges see the log as it is behind a snapshot that was installed, before anything else of the call. */
  private noteInstall(host: SimulatedNode, core: Node, snapshot: Snapshot): void {
    host.machine = StateMachine.ofText(snapshot.data, this.machine);
    this.checker.noteInstall(host, core, snapshot, this.before);
    this.before.lastIndex = snapshot.index;
    this.before.lastTerm = snapshot.term;
    this.before.commitIndex = snapshot.index;
    this.hash.add(snapshot.index);
    this.hash.add(snapshot.dataChecksum);
  }

  private noteChange(host: SimulatedNode, core: Node): void {
    const { before } = this;
    if (core.role.kind !== before.role) host.roleSince = this.now;
    this.hashState(host, core);
    this.disruption.afterStep(host, core, before, this.now, this.accuser);
  }

  private hashState(host: SimulatedNode, core: Node): void {
    const { hash } = this;
    hash.add(HASH_STEP + host.id);
    hash.add(core.currentTerm);
    hash.add(core.votedFor);
    hash.add(core.commitIndex);
    hash.add(core.role.kind.length);
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

  /** Runs a piece of the world, turning failed assertions of the core into a violation. */
  guarded(run: () => void): void {
    const previous = setReporter(
      this.lenient ? (sentence, observed) => this.passOver(sentence, observed) : null,
    );
    try {
      run();
    } catch (error) {
      if (error instanceof EndlessTick) return this.accuseOfEndlessTick();
      // A lenient world goes on behind a failed assertion, where anything may happen.
      const isOurs = error instanceof AssertionFailure || this.lenient;
      if (!isOurs || error instanceof OwnCodeFailure) throw error;
      const message = error instanceof Error ? error.message : String(error);
      this.out.clear();
      this.accuse({
        property: 'assertion',
        node: WORLD,
        message: `an assertion of the core fails: ${message}`,
        expected: error instanceof AssertionFailure ? error.sentence : 'no failure inside the core',
        observed: error instanceof AssertionFailure ? String(error.observed) : message,
      });
    } finally {
      setReporter(previous);
    }
  }

  private accuseOfEndlessTick(): void {
    const most = String(this.eventsPerTick).replace(/\B(?=(\d{3})+$)/g, ',');
    const { count } = this.network.wheel;
    this.out.clear();
    this.accuse({
      property: 'assertion',
      node: WORLD,
      message: `a tick does not end: tick ${this.now} has more than ${most} events`,
      expected: `at most ${most} events in one tick`,
      observed: `${most} events; messages still in flight: ${count}`,
    });
  }

  /**
   * Notes an assertion or a refusal that a lenient world does not stop for. Answers whether what was refused is let
   * through: not when a fault damaged something, for then the refusal is right, and nobody's mistake.
   */
  passOver(sentence: string, observed: unknown): boolean {
    const text = `${sentence} (got ${String(observed)})`;
    if (this.passedOver.length < 100) this.passedOver.push(text);
    if (this.trace !== null) this.record(WORLD, 'note', `passed over: ${text}`);
    return !this.nodes.some(({ disk }) => disk.hasSeenDamage || disk.isSpoilt);
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

/** How long a node that starts to wait now waits: a draw of its own stream, by its own clock. */
function drawElectionTimeout(host: SimulatedNode, core: Node): number {
  const { electionTimeoutTicksMin: min, electionTimeoutTicksMax: max } = core.options;
  return drawBetween(host.timerSalt, host.ownTicks, 0, min, max);
}

/** The first index of the log that a call changed, judged from outside as well; 0 when none did. */
function firstChange(before: Before, core: Node, reported: LogIndex): LogIndex {
  const { lastIndex } = core.log;
  let seen = 0;
  if (lastIndex > before.lastIndex) seen = before.lastIndex + 1;
  else if (lastIndex < before.lastIndex) seen = lastIndex + 1;
  else if (core.log.lastTerm !== before.lastTerm) seen = lastIndex;
  if (seen === 0) return reported;
  return reported === 0 ? seen : Math.min(seen, reported);
}
