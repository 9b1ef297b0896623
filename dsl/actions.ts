// Statements that take effect at once. Every one calls the simulator's verbs; what they mean for a cluster
// is decided there.

import type { NodeId } from '../core/index.ts';
import { endpointName, faults, type SimulatedNode, type World } from '../sim/index.ts';
import { performOnDisk } from './actions-on-disks.ts';
import { performOnNetwork } from './actions-on-network.ts';
import type { Action } from './ast.ts';
import { eachNode, nobody, whyOfRole } from './each-node.ts';
import { askForMembers, isMemberAction, performOnMembers } from './members.ts';
import { resolved, valueText } from './operands.ts';
import type { Problem } from './problem.ts';
import { request, submitCommand } from './requests.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';
import { setProperty } from './settings.ts';

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

function whyRunning(host: SimulatedNode): readonly string[] {
  const name = endpointName(host.id);
  const since = host.incarnation > 1 ? `runs since tick ${host.since}` : 'never crashed';
  return [`${name} ${since}; crash it first: \`crash ${host.id}\``];
}

function whyNotPaused(host: SimulatedNode): string {
  return `${endpointName(host.id)} was not paused; pause it first: \`pause ${host.id}\``;
}
