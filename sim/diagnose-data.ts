// What became of commands and keys: who wrote last, which entry it was, and what was never written.

import type { Entry, NodeId } from '../core/index.ts';
import { commandText, decodeCommand } from './command.ts';
import { requestName } from './describe.ts';
import { askText } from './describe-requests.ts';
import { clientName, endpointName, endpointNames, positionName } from './endpoint.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { StateMachine } from './state-machine.ts';
import type { World } from './world.ts';

/** Keys that a sentence lists at most. */
const KEYS_LISTED = 8;

/** What explains the value of a key in a node's state machine; of its last command when `key` is null. */
export function keyFacts(world: World, id: NodeId, key: string | null): readonly string[] {
  const host = world.node(id);
  // What a machine of one's own makes of commands is its own business.
  if (host.core === null || world.machine !== null) return [];
  const history = writesOf(host);
  const fitting = history.filter((write) => key === null || write.key === key);
  const last = fitting.at(-1);
  const facts = [
    last === undefined ? unwritten(history, key) : writtenText(world, host, last.entry, key),
  ];
  const behind = world.checker.committedIndex - host.machine.lastApplied;
  if (behind > 0) {
    const { lastApplied } = host.machine;
    facts.push(
      `${endpointName(id)} has applied entries up to ${lastApplied}, and ${world.checker.committedIndex} are committed`,
    );
  }
  return facts;
}

interface WrittenKey {
  readonly entry: Entry;
  /** Null for a plain value. */
  readonly key: string | null;
}

/** The commands that took effect at a node, in order: its log applied once more. */
function writesOf(host: SimulatedNode): readonly WrittenKey[] {
  const { core, machine } = host;
  const again = new StateMachine();
  const writes: WrittenKey[] = [];
  for (let index = 1; index <= machine.lastApplied; index += 1) {
    const entry = core?.log.entryAt(index);
    if (entry === undefined) continue;
    const { effects } = again;
    again.apply(entry);
    if (again.effects === effects) continue;
    const command = decodeCommand(entry.command);
    writes.push({ entry, key: command.kind === 'value' ? null : command.key });
  }
  return writes;
}

function writtenText(world: World, host: SimulatedNode, entry: Entry, key: string | null): string {
  const { index, term, request, command } = entry;
  const what = key === null ? 'the last command that took effect' : `${key} was last written by`;
  const who = request.sequence > 0 ? requestName(request) : 'an entry of nobody';
  const commit = world.checker.commitOf(index);
  const when = commit === undefined ? '' : `, committed in tick ${commit.tick}`;
  const is = key === null ? ` at ${endpointName(host.id)} is ${who}` : ` ${who}`;
  return `${what}${is} (${commandText(command)}), entry ${positionName(index, term)}${when}`;
}

function unwritten(history: readonly WrittenKey[], key: string | null): string {
  if (key === null) return 'no command has taken effect yet';
  const keys = [...new Set(history.flatMap((write) => (write.key === null ? [] : [write.key])))];
  const twin = keys.find((each) => each.toLowerCase() === key.toLowerCase());
  if (twin !== undefined)
    return `there is a key ${twin}, and none called ${key}: keys keep their case`;
  if (keys.length === 0) return 'no key has been written yet';
  const more = keys.length > KEYS_LISTED ? ', …' : '';
  return `nobody has written ${key}; the keys are ${keys.slice(0, KEYS_LISTED).join(', ')}${more}`;
}

/** Where a command is: in which logs, or still with its client. `text` is as reports write it. */
export function commandFacts(world: World, text: string): readonly string[] {
  const places = new Map<string, { readonly holders: NodeId[]; readonly committed: string }>();
  for (const host of world.nodes) {
    const entry = entryOf(host, text);
    if (entry === undefined) continue;
    const position = positionName(entry.index, entry.term);
    const known = places.get(position);
    if (known === undefined) {
      places.set(position, { holders: [host.id], committed: commitText(world, host, entry) });
    } else known.holders.push(host.id);
  }
  if (places.size === 0) return withClients(world, text);
  return [...places].map(
    ([position, { holders, committed }]) =>
      `${text} is entry ${position} on ${endpointNames(holders)}, ${committed}`,
  );
}

function entryOf(host: SimulatedNode, text: string): Entry | undefined {
  const fits = (entry: Entry): boolean =>
    entry.kind === 'command' && commandText(entry.command) === text;
  const { core } = host;
  if (core === null) return host.disk.read().entries.find(fits);
  for (let index = 1; index <= core.log.lastIndex; index += 1) {
    const entry = core.log.entryAt(index);
    if (entry !== undefined && fits(entry)) return entry;
  }
  return undefined;
}

function commitText(world: World, host: SimulatedNode, { index }: Entry): string {
  const commit = world.checker.commitOf(index);
  const isSame = world.checker.committedChain(index) === host.chain[index];
  if (commit === undefined || (host.core !== null && !isSame)) return 'not committed';
  return `committed in tick ${commit.tick}`;
}

/** What clients that were told to send a command did about it. */
function withClients(world: World, text: string): readonly string[] {
  const facts: string[] = [];
  for (const client of world.clients.values()) {
    for (const { request, operation, outcome, endedAt } of client.ended) {
      if (askText(operation.ask) !== text || outcome.status === 'ok') continue;
      facts.push(`${requestName(request)} (${text}) ended in tick ${endedAt}: ${outcome.reason}`);
    }
    for (const { operation, sequence } of client.queue) {
      if (askText(operation.ask) !== text) continue;
      const name = requestName({ client: client.number, sequence });
      facts.push(
        `${name} (${text}) waits until ${clientName(client.number)}’s earlier request has ended`,
      );
    }
  }
  const isAsked = [...world.clients.values()].some(
    ({ outstanding }) => outstanding !== null && askText(outstanding.operation.ask) === text,
  );
  if (facts.length > 0 || isAsked) return facts;
  return [`no client has sent ${text}`];
}
