// `set`: properties of nodes and of the world.

import { endpointNames, faults } from '../sim/index.ts';
import type { Operand, Path } from './ast.ts';
import { eachNode, nobody } from './each-node.ts';
import type { Problem } from './problem.ts';
import { nodeProperty, worldProperty } from './properties.ts';
import { nodesOf, numberOf, rangeOf, type Scope } from './scope.ts';
import { inWords, optionsOf } from './setup.ts';

/** Gives a property a value. Undefined when it did. */
export function setProperty(target: Path, value: Operand, scope: Scope): Problem | undefined {
  const { world } = scope;
  const { selector, names } = target;
  const [name] = names;
  if (selector === null || name === undefined) return undefined;
  const written = selector.kind === 'word' ? `${selector.text}.${name.text}` : '';
  switch (worldProperty(written)?.name) {
    case 'network.latency':
      faults.setLatency(world, rangeOf(value, scope));
      return undefined;
    case 'network.queue':
      faults.setQueue(world, numberOf(value, scope));
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
