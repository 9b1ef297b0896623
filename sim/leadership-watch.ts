// Judges how leadership ends, as a part of "convergence": with check-quorum, a leader that no quorum answers
// does not go on (thesis 6.2), and a leader that is to hand over does so where nothing fails (thesis 3.10).

import type { Configuration, CoreEvent, Leader, Node, NodeId } from '../core/index.ts';
import { endpointName, endpointNames } from './endpoint.ts';
import { hasMajority, isJoint, isMember, mayVote } from './majority.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { timingTrouble } from './timing-requirement.ts';
import type { World } from './world.ts';

/** What a leader has to go by; when any of it changes, its patience begins anew. */
interface Leadership {
  readonly term: number;
  readonly configuration: Configuration;
  readonly timeout: number;
  /** Its own clock when this began. */
  readonly since: number;
}

/** A hand-over that has to succeed if nothing fails. */
interface HandOver {
  readonly target: NodeId;
  /** The term that is to end. */
  readonly term: number;
  /** World tick in which it began. */
  readonly startedAt: number;
}

/** Ghost state of who answers which leader. Plain data; copied with the world. */
export class LeadershipWatch {
  /** By node that leads; undefined for others. */
  private leaderships: (Leadership | undefined)[] = [];
  /** By leader and node: the leader's own clock when that node answered it last. */
  private answeredAt: (number | undefined)[][] = [];
  /** By leader. */
  private handOvers: (HandOver | undefined)[] = [];
  private present: boolean[] = [];

  /** A leader took in an answer in its term. */
  noteAnswered(leader: SimulatedNode, from: NodeId): void {
    (this.answeredAt[leader.id] ??= [])[from] = leader.ownTicks;
  }

  /** The core says what happened. */
  noteEvent(world: World, host: SimulatedNode, event: CoreEvent): void {
    if (event.kind !== 'transfer-started' || host.core === null) return;
    const { target } = event;
    const handOver = { target, term: host.core.currentTerm, startedAt: world.now };
    this.handOvers[host.id] = mustSucceed(world, host.core, target) ? handOver : undefined;
  }

  /** Once per tick: looks at every leader. */
  endOfTick(world: World): void {
    for (const host of world.nodes) {
      const { core } = host;
      const isJudged = core?.role.kind === 'leader' && core.options.checkQuorum && host.isLive;
      if (isJudged) this.judgeQuorum(world, host, core);
      else this.leaderships[host.id] = undefined;
      const handOver = this.handOvers[host.id];
      if (handOver !== undefined) this.judgeHandOver(world, host, handOver);
    }
  }

  /** After the shortest election timeout the old leader has given up on it, so the target leads by then. */
  private judgeHandOver(world: World, host: SimulatedNode, handOver: HandOver): void {
    const { target, term, startedAt } = handOver;
    const core = world.node(target).core;
    // It may have handed over to somebody else in the same tick.
    const hasLed = core !== null && world.checker.hasLed(target, term, core.currentTerm);
    const { electionTimeoutTicksMin: patience, electionTimeoutTicksMax: longest } = host.options;
    if (!hasLed && world.now - startedAt <= patience) return;
    this.handOvers[host.id] = undefined;
    // What was lost before that is sent again when it begins.
    if (hasLed || !isUndisturbedSince(world, startedAt - longest)) return;
    const [from, to] = [endpointName(host.id), endpointName(target)];
    world.accuse({
      property: 'convergence',
      node: target,
      message: `${from}, leader of term ${term}, hands over to ${to} in tick ${startedAt}, nothing fails, and ${to} is not elected within ${patience} ticks`,
      expected: `${to} leads a term above ${term}`,
      observed:
        core === null
          ? `${to} does not run`
          : `${to} is a ${core.role.kind} in term ${core.currentTerm}`,
    });
  }

  /**
   * A leader looks at its quorum once per shortest election timeout, and gives up at the first look that
   * finds none: two timeouts after the last answers at the latest.
   */
  private judgeQuorum(world: World, host: SimulatedNode, core: Node): void {
    const { configuration, currentTerm: term } = core;
    const timeout = core.options.electionTimeoutTicksMin;
    const known = this.leaderships[host.id];
    const isSame =
      known?.term === term && known.configuration === configuration && known.timeout === timeout;
    if (!isSame) {
      this.leaderships[host.id] = { term, configuration, timeout, since: host.ownTicks };
      return;
    }
    const span = 2 * timeout;
    if (host.ownTicks - known.since < span) return;
    const answered = this.answeredAt[host.id] ?? [];
    for (let id = 0; id < world.nodes.length; id++) {
      const at = answered[id];
      this.present[id] = id === host.id || (at !== undefined && host.ownTicks - at < span);
    }
    if (hasMajority(configuration, this.present)) return;
    const others = world.nodes.filter(({ id }) => id !== host.id && this.present[id]);
    world.accuse({
      property: 'convergence',
      node: host.id,
      message: `${endpointName(host.id)} still leads term ${term}, although no quorum answered it for ${span} ticks`,
      expected: 'a leader that no quorum answers gives up',
      observed:
        others.length === 0
          ? 'nobody answered it'
          : `${endpointNames(others.map(({ id }) => id))} answered it`,
    });
  }

  copy(): LeadershipWatch {
    const copy = new LeadershipWatch();
    copy.leaderships = this.leaderships.slice();
    copy.answeredAt = this.answeredAt.map((answered) => answered.slice());
    copy.handOvers = this.handOvers.slice();
    return copy;
  }
}

/**
 * Whether a hand-over that begins now has to succeed if nothing fails: everybody follows, the target was
 * sent the whole log, both vote, no change of the members is under way, and there is time for all messages.
 */
function mustSucceed(world: World, node: Node, target: NodeId): boolean {
  const { role, configuration, configurationIndex, commitIndex, log, options } = node;
  if (role.kind !== 'leader' || isJoint(configuration)) return false;
  const { diskLatency } = world.settings;
  const needed = 5 * world.network.model.latency.max + 3 * diskLatency.max;
  const running = world.nodes.filter((host) => host.core !== null);
  return (
    configurationIndex <= commitIndex &&
    mayVote(configuration, node.id) &&
    mayVote(configuration, target) &&
    wasSentAll(role, target, log.lastIndex) &&
    needed < options.electionTimeoutTicksMin &&
    running.every(({ core }) => core !== null && isQuietBehind(core, node)) &&
    // Nobody may lose patience before an election can end, the candidate least of all.
    timingTrouble(world, running, []) === undefined
  );
}

/** Whether a node leads, or is a member that follows the leader: somebody else might campaign at any time. */
function isQuietBehind({ id, role, leaderId, currentTerm }: Node, leader: Node): boolean {
  if (id === leader.id) return true;
  const follows = role.kind === 'follower' && leaderId === leader.id;
  return follows && currentTerm === leader.currentTerm && isMember(leader.configuration, id);
}

function wasSentAll(leader: Leader, target: NodeId, lastIndex: number): boolean {
  return (
    leader.peers[target]?.flow === 'replicate' && (leader.nextIndex[target] ?? 0) === lastIndex + 1
  );
}

/** Whether no scenario and no chance stood in anybody's way since a tick. */
function isUndisturbedSince(world: World, tick: number): boolean {
  return (
    world.lastFaultAt <= tick &&
    world.chaos === null &&
    world.network.isUndisturbed &&
    world.nodes.every((host) => host.condition === 'absent' || isSound(host, tick))
  );
}

function isSound({ isLive, since, disk, clock }: SimulatedNode, tick: number): boolean {
  return (
    isLive &&
    since <= tick &&
    disk.latency === null &&
    disk.fullSince < 0 &&
    !disk.failsNextSync &&
    !disk.isSpoilt &&
    clock.ratePercent === 100 &&
    clock.stoppedUntil <= tick
  );
}
