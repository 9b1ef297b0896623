// Statements that take effect at once. Every one calls the simulator's verbs; what they mean for a cluster
// is decided there.

import type { Ask } from '../client/index.ts';
import type { NodeId } from '../core/index.ts';
import {
  commandAsk,
  electionReasons,
  type Endpoint,
  endpointName,
  endpointNames,
  faults,
  nodeFacts,
  PACKET_KINDS,
  type PacketFilter,
  retryLast,
  type SimulatedNode,
  submit,
  type World,
} from '../sim/index.ts';
import type { Action, ClientAction, Link, MessageFilter, Operand, Path } from './ast.ts';
import { nobodySentence } from './conditions.ts';
import type { Span } from './diagnostics.ts';
import { askForMembers, isMemberAction, performOnMembers } from './members.ts';
import { operandText, resolved, valueText } from './operands.ts';
import { nodeProperty, worldProperty } from './properties.ts';
import { endpointsOf, nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';
import { inWords, optionsOf } from './setup.ts';

/** Why a statement could not be carried out. */
export interface Problem {
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
  /** Reasons, most telling first. What plans pass over is looked into only when it is reported. */
  readonly why?: readonly string[] | (() => readonly string[]);
  /** Whether the state of the cluster explains it, so that its diagnosis belongs into the report. */
  readonly isOfCluster?: boolean;
  /** Golden lines and what was shown instead, see `goldenDifference`. */
  readonly difference?: readonly string[];
  /** Where to look, when that is not the statement. */
  readonly span?: Span;
}

/** Carries out an action that lets no time pass. Undefined when it did, or when it is none of these. */
export function perform(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  if (isMemberAction(action)) {
    const operator = askForMembers(action, scope);
    return typeof operator === 'number' ? undefined : operator;
  }
  switch (action.kind) {
    case 'set':
      return setProperty(action.target, action.value, scope);
    case 'tick-node': {
      const ids = nodesOf(action.nodes, scope);
      const times = numberOf(action.count, scope);
      for (let round = 0; round < times && !world.halted; round += 1) {
        for (const id of ids) world.tickNode(id);
      }
      return ids.length === 0 ? nobody(action.nodes, scope) : undefined;
    }
    case 'commands':
      for (const command of action.commands) submitCommand(0, command, scope);
      return undefined;
    case 'client':
      return request(action, scope);
    case 'crash':
      return eachNode(action.nodes, scope, 'runs', (id) => CRASHES[action.when](world, id));
    case 'restart': {
      const after = action.after === null ? 0 : numberOf(action.after, scope);
      const restart = (id: NodeId): boolean => faults.restart(world, id, after);
      return eachNode(action.nodes, scope, 'is down', restart, whyRunning);
    }
    case 'wipe':
      return eachNode(action.nodes, scope, 'exists', (id) => faults.wipe(world, id));
    case 'pause':
      return eachNode(action.nodes, scope, 'runs', (id) => faults.pause(world, id));
    case 'resume':
      return eachNode(
        action.nodes,
        scope,
        'is paused',
        (id) => faults.resume(world, id),
        (host) => (host.core === null ? whyOfRole(world, host) : [whyNotPaused(host)]),
      );
    case 'isolate':
      return eachNode(action.nodes, scope, 'exists', (id) => {
        faults.isolate(world, id);
        return true;
      });
    case 'step-down':
      return eachNode(action.nodes, scope, 'leads', (id) => faults.abdicate(world, id));
    case 'campaign':
      return eachNode(action.nodes, scope, 'runs and does not lead', (id) =>
        faults.startCampaign(world, id, action.force ? { preVote: false, force: true } : {}),
      );
    case 'forget-leader':
      return eachNode(action.nodes, scope, 'follows a leader', (id) => faults.forget(world, id));
    case 'calm':
      faults.calm(world);
      return undefined;
    case 'reseed':
      world.reseed(valueText(resolved(action.value, scope.variables)));
      return undefined;
    default:
      return (
        performOnNetwork(action, scope) ??
        performOnDisk(action, scope) ??
        performOnMembers(action, scope)
      );
  }
}

const CRASHES = {
  now: (world: World, id: NodeId) => faults.crash(world, id),
  'before-sync': (world: World, id: NodeId) => faults.crashBeforeSync(world, id),
  torn: (world: World, id: NodeId) => faults.crashTorn(world, id),
} as const;

function performOnNetwork(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  switch (action.kind) {
    case 'partition': {
      const groups = action.groups.map((group) => group.flatMap((item) => nodesOf(item, scope)));
      const empty = action.groups.findIndex((_, at) => (groups[at] ?? []).length === 0);
      const [selector] = action.groups[empty] ?? [];
      if (selector !== undefined) return nobody(selector, scope);
      faults.partition(world, groups);
      return undefined;
    }
    case 'cut':
      return eachLink(action.link, scope, (from, to) =>
        faults.cut(world, from, to, action.link.both),
      );
    case 'heal': {
      const ends = action.nodes.flatMap((node) => endpointsOf(node, scope));
      faults.heal(world, action.nodes.length === 0 ? null : ends);
      return undefined;
    }
    case 'lose':
    case 'duplicate':
    case 'reorder':
      faults.setChance(world, action.kind, numberOf(action.percent, scope));
      return undefined;
    case 'delay': {
      const latency = rangeOf(action.ticks, scope);
      const { on } = action;
      if (on !== null) {
        return eachLink(on, scope, (from, to) =>
          faults.delay(world, latency, { from, to, bothWays: on.both }),
        );
      }
      faults.delay(world, latency, null);
      return undefined;
    }
    case 'drop': {
      const { all, count } = action.amount;
      const most = all ? Infinity : count === null ? 1 : numberOf(count, scope);
      faults.addRule(world, 'drop', filterOf(action.filter, scope), most);
      return undefined;
    }
    case 'hold':
      faults.addRule(world, 'hold', filterOf(action.filter, scope), Infinity);
      return undefined;
    case 'release':
      faults.release(world);
      return undefined;
    case 'deliver':
      return deliver(action, scope);
    default:
      return undefined;
  }
}

function performOnDisk(action: Action, scope: Scope): Problem | undefined {
  const { world } = scope;
  switch (action.kind) {
    case 'disk-slow':
      return always([action.nodes], scope, (id) => {
        faults.slowDisk(world, id, rangeOf(action.ticks, scope));
      });
    case 'disk-fails':
      return always([action.nodes], scope, (id) => faults.failNextSync(world, id));
    case 'disk-full':
      return always([action.nodes], scope, (id) => faults.fillDisk(world, id));
    case 'disk-works':
      return always([action.nodes], scope, (id) => faults.mendDisk(world, id));
    case 'corrupt':
      return action.entry === null
        ? eachNode([action.nodes], scope, 'has a snapshot', (id) =>
            faults.corruptSnapshot(world, id),
          )
        : corrupt(action.nodes, numberOf(action.entry, scope), scope);
    case 'clock-runs':
      return always([action.nodes], scope, (id) => {
        faults.setClockRate(world, id, numberOf(action.percent, scope));
      });
    case 'clock-stops':
      return always([action.nodes], scope, (id) => {
        faults.stopClock(world, id, numberOf(action.ticks, scope));
      });
    default:
      return undefined;
  }
}

/** Does something to every selected node that cannot fail. */
function always(
  selectors: readonly Operand[],
  scope: Scope,
  act: (id: NodeId) => void,
): Problem | undefined {
  return eachNode(selectors, scope, 'exists', (id) => {
    act(id);
    return true;
  });
}

/**
 * Does something to every selected node. `state` is what a node must be for it, as a predicate, and `why`
 * says why one is not.
 */
function eachNode(
  selectors: readonly Operand[],
  scope: Scope,
  state: string,
  act: (id: NodeId) => boolean,
  why = (host: SimulatedNode): readonly string[] => whyOfRole(scope.world, host),
): Problem | undefined {
  // All are selected before anything happens: crashing the leader must not change who `followers` are.
  const selected = selectors.map((selector) => ({ selector, ids: nodesOf(selector, scope) }));
  let problem: Problem | undefined;
  for (const { selector, ids } of selected) {
    if (ids.length === 0) problem ??= nobody(selector, scope);
    for (const id of ids) {
      if (act(id)) continue;
      const name = endpointName(id);
      const host = scope.world.node(id);
      const observed = `${name} is ${describeState(host)}`;
      problem ??= {
        message: `this needs a node that ${state}, and ${observed}`,
        expected: `${name} ${state}`,
        observed,
        why: () => why(host),
      };
    }
  }
  return problem;
}

function whyOfRole(world: World, host: SimulatedNode): readonly string[] {
  return nodeFacts(world, host.id, 'role');
}

function whyRunning(host: SimulatedNode): readonly string[] {
  const name = endpointName(host.id);
  const since = host.incarnation > 1 ? `runs since tick ${host.since}` : 'never crashed';
  return [`${name} ${since}; crash it first: \`crash ${host.id}\``];
}

function whyNotPaused(host: SimulatedNode): string {
  return `${endpointName(host.id)} was not paused; pause it first: \`pause ${host.id}\``;
}

/** Damages an entry of a node, or says where the node's log ends. */
function corrupt(selector: Operand, index: number, scope: Scope): Problem | undefined {
  const { world } = scope;
  const ids = nodesOf(selector, scope);
  if (ids.length === 0) return nobody(selector, scope);
  for (const id of ids) {
    if (faults.corrupt(world, id, index)) continue;
    const { core, disk } = world.node(id);
    const last = Math.max(core?.log.lastIndex ?? 0, disk.lastIndex);
    const name = endpointName(id);
    const observed = last === 0 ? `${name}’s log is empty` : `${name}’s log ends at index ${last}`;
    const first = `wait for it first: \`tick until ${id}.lastIndex >= ${index}\``;
    return {
      message: `there is no entry ${index} to damage: ${observed}`,
      expected: `${name} has an entry ${index}`,
      observed,
      why: [index === 0 ? 'entries are numbered from 1' : first],
    };
  }
  return undefined;
}

/** A node's state behind `is`: `a follower that knows no leader`, `down`. */
function describeState(host: SimulatedNode): string {
  if (host.pausedSince >= 0) return 'paused';
  if (host.core === null) return host.state;
  const knows = host.core.leaderId < 0 ? ' that knows no leader' : '';
  return `a ${host.state}${host.state === 'follower' ? knows : ''}`;
}

/** The problem that a selector finds nobody. */
function nobody(selector: Operand, scope: Scope): Problem {
  const observed = nobodySentence(selector, scope);
  const { world } = scope;
  const { variables } = scope;
  const isLeader = operandText(resolved(selector, variables)).toLowerCase() === 'leader';
  const reasons = (): readonly string[] => (isLeader ? electionReasons(world) : []);
  return {
    message: `nothing can be done, because ${observed}`,
    expected: isLeader ? 'a leader, or a node by its name' : 'at least one node',
    observed,
    why: world.now === 0 ? ['no tick has passed yet'] : reasons,
  };
}

function eachLink(
  link: Link,
  scope: Scope,
  act: (from: Endpoint, to: Endpoint) => void,
): Problem | undefined {
  const from = endpointsOf(link.from, scope);
  const to = endpointsOf(link.to, scope);
  if (from.length === 0) return nobody(link.from, scope);
  if (to.length === 0) return nobody(link.to, scope);
  for (const one of from) {
    for (const other of to) if (one !== other) act(one, other);
  }
  return undefined;
}

function filterOf(filter: MessageFilter, scope: Scope): PacketFilter {
  const name = filter.message?.text.toLowerCase();
  const kind = PACKET_KINDS.find((candidate) => candidate === name);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(filter.from === null ? {} : { from: endpointsOf(filter.from, scope) }),
    ...(filter.to === null ? {} : { to: endpointsOf(filter.to, scope) }),
  };
}

/** More deliveries by hand than these in one statement are a loop that feeds itself. */
const DELIVERIES_MAX = 10_000;

function deliver(action: Extract<Action, { kind: 'deliver' }>, scope: Scope): Problem | undefined {
  const { world } = scope;
  const filter = filterOf(action.filter, scope);
  const { all, count } = action.amount;
  const wanted = all ? DELIVERIES_MAX : count === null ? 1 : numberOf(count, scope);
  let delivered = 0;
  while (delivered < wanted && !world.halted && faults.deliverByHand(world, filter)) delivered += 1;
  if (world.halted || delivered === wanted || (all && delivered > 0)) return undefined;
  const what = faults.filterText(filter, all ? Infinity : wanted);
  const many = delivered === 1 ? 'only 1 was' : `only ${delivered} were`;
  const observed =
    delivered === 0 ? 'nothing that fits is held or in flight' : `${many} held or in flight`;
  return { message: `cannot deliver ${what}: ${observed}`, expected: what, observed };
}

function submitCommand(client: number, command: Operand, scope: Scope): number {
  const value = valueText(resolved(command, scope.variables));
  const ask = commandAsk({ kind: 'value', value });
  return submit(scope.world, client, { ask, to: null, redirects: true });
}

/** Queues what a named client asks for. */
function request(action: ClientAction, scope: Scope): Problem | undefined {
  const { world } = scope;
  const client = numberOf(action.client, scope);
  const to = action.to === null ? undefined : nodesOf(action.to, scope)[0];
  if (action.to !== null && to === undefined) return nobody(action.to, scope);
  if (action.request.verb === 'retries') {
    if (retryLast(world, client) > 0) return undefined;
    return {
      message: `c${client} has nothing to retry: no request of it has ended`,
      expected: `a request of c${client} that has ended`,
      observed: 'none',
    };
  }
  const ask = askOf(action, scope);
  if (ask !== undefined)
    submit(world, client, { ask, to: to ?? null, redirects: action.redirects });
  return undefined;
}

function askOf(action: ClientAction, scope: Scope): Ask | undefined {
  const text = (operand: Operand): string => valueText(resolved(operand, scope.variables));
  const { request: asked } = action;
  switch (asked.verb) {
    case 'sends':
      return commandAsk({ kind: 'value', value: text(asked.command) });
    case 'writes':
      return commandAsk({ kind: 'write', key: text(asked.key), value: text(asked.value) });
    case 'reads':
      return { kind: 'read', query: text(asked.key), manner: asked.by ?? 'index' };
    case 'cas':
      return commandAsk({
        kind: 'cas',
        key: text(asked.key),
        from: text(asked.expected),
        to: text(asked.value),
      });
    default:
      return undefined;
  }
}

function setProperty(target: Path, value: Operand, scope: Scope): Problem | undefined {
  const { world } = scope;
  const { selector, names } = target;
  const [name] = names;
  if (selector === null || name === undefined) return undefined;
  const written = selector.kind === 'word' ? `${selector.text}.${name.text}` : '';
  switch (worldProperty(written)?.name) {
    case 'network.latency':
      faults.setLatency(world, rangeOf(value, scope));
      return undefined;
    case 'disk.latency':
      world.settings.diskLatency = rangeOf(value, scope);
      return undefined;
    case 'client.timeout':
      world.settings.clientTimeout = numberOf(value, scope);
      return undefined;
    case 'client.retry':
      world.settings.clientRetry = numberOf(value, scope);
      return undefined;
    case 'snapshot.every':
      world.settings.snapshotEvery = numberOf(value, scope);
      return undefined;
    case 'snapshot.keep':
      world.settings.snapshotKeep = numberOf(value, scope);
      return undefined;
    case undefined:
      return setNodeProperty(selector, name.text, value, scope);
  }
}

function setNodeProperty(
  selector: Operand,
  name: string,
  value: Operand,
  scope: Scope,
): Problem | undefined {
  const { world } = scope;
  const property = nodeProperty(name);
  if (property === undefined) return undefined;
  if (property.name === 'leaderTimeout') {
    const ticks = numberOf(value, scope);
    return eachNode([selector], scope, 'runs', (id) => faults.setLeaderTimeout(world, id, ticks));
  }
  const ids = nodesOf(selector, scope);
  if (ids.length === 0) return nobody(selector, scope);
  const options = optionsOf(property.name, value, scope.variables);
  for (const id of ids) {
    const [problem] = faults.setOptions(world, id, options);
    if (problem === undefined) continue;
    const words = inWords(problem);
    return {
      message: `${endpointNames(ids)} cannot be set so: ${words}`,
      expected: words.replace(/ \(got .*$/, ''),
      observed: /\((got .*)\)$/.exec(words)?.[1] ?? words,
    };
  }
  return undefined;
}
