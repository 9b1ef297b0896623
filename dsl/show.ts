// What `show` prints: deterministic lines, the same whether or not a trace is kept for reports.

import {
  commandText,
  configurationText,
  endpointName,
  eventLines,
  packetText,
  pathLines,
  positionName,
  RequestPath,
  stateRows,
  type World,
} from '../sim/index.ts';
import type { Shown } from './ast.ts';
import { entriesOf } from './readings.ts';
import { nodesOf, numberOf, type Scope } from './scope.ts';
import { resolved, valueText } from './operands.ts';
import { clientIndex } from './vocabulary.ts';

/** Events that `show trace` prints when no number says otherwise. */
const TRACE_DEFAULT = 10;

/** The lines that a `show` prints. */
export function shownLines(shown: Shown, scope: Scope): readonly string[] {
  const { world } = scope;
  switch (shown.what) {
    case 'state':
      return stateLines(world);
    case 'log':
      return selected(shown, scope).flatMap((id) => logLines(world, id));
    case 'config':
      return selected(shown, scope).map((id) => configLine(world, id));
    case 'messages':
      return messageLines(world);
    case 'trace': {
      const count = shown.argument === null ? TRACE_DEFAULT : numberOf(shown.argument, scope);
      return eventLines((world.trace?.events ?? []).slice(-count)).map(printable);
    }
    case 'request':
      return requestLines(shown, scope);
  }
}

function selected(shown: Shown, scope: Scope): readonly number[] {
  if (shown.argument === null) {
    return scope.world.nodes.filter(({ condition }) => condition !== 'absent').map(({ id }) => id);
  }
  return nodesOf(shown.argument, scope);
}

/** `n0 {0 1 2} to {1 2 3}, 5@2, committed`: the newest configuration, where it stands and how sure it is. */
function configLine(world: World, id: number): string {
  const { core, state } = world.node(id);
  const name = endpointName(id);
  if (core === null) return `${name} ${state}`;
  const { configuration, configurationIndex: index } = core;
  const text = `${name} ${configurationText(configuration)}`;
  if (index === 0) return text;
  const term = core.log.termAt(index);
  const place = term === undefined ? `index ${index}` : positionName(index, term);
  return `${text}, ${place}, ${index <= core.commitIndex ? 'committed' : 'not committed'}`;
}

/** `n0@1 leader    log 3@1  commit 3`, a line per node. */
function stateLines(world: World): readonly string[] {
  const rows = stateRows(world);
  const heads = rows.map((row) => `${row.node}@${row.term}`);
  const head = widest(heads);
  const state = widest(rows.map((row) => row.state));
  const log = widest(rows.map((row) => row.log));
  const commit = widest(rows.map((row) => row.commit));
  return rows.map((row, at) =>
    [
      `${(heads[at] ?? '').padEnd(head)} ${row.state.padEnd(state)}`,
      `log ${row.log.padEnd(log)}`,
      `commit ${row.commit.padEnd(commit)}`,
      row.remark,
    ]
      .join('  ')
      .trimEnd(),
  );
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

/** `n0 1@1 no-op  applied`, a line per entry. */
function logLines(world: World, id: number): readonly string[] {
  const host = world.node(id);
  const name = endpointName(id);
  const entries = entriesOf(host);
  const { core, disk } = host;
  const snapshot = core === null ? disk.snapshot : core.snapshot;
  const lines =
    snapshot === null ? [] : [`${name} ${positionName(snapshot.index, snapshot.term)} snapshot`];
  if (entries.length === 0 && lines.length === 0) return [`${name} empty`];
  const entryLines = entries.map((entry) => {
    const { index, term, kind, command, configuration } = entry;
    const what = kind === 'command' ? commandText(command) : kind;
    const content = configuration === null ? what : `${what} ${configurationText(configuration)}`;
    const stage =
      core === null
        ? 'durable'
        : index <= core.lastApplied
          ? 'applied'
          : index <= core.commitIndex
            ? 'committed'
            : index <= core.stableIndex
              ? 'durable'
              : 'not durable';
    return `${name} ${index}@${term} ${printable(content)}  ${stage}`;
  });
  return [...lines, ...entryLines];
}

function messageLines(world: World): readonly string[] {
  const { network, now } = world;
  const flying = network.wheel
    .list(now)
    .map(({ due, travelling }) => `tick ${due}  ${packetText(travelling.packet)}`);
  const held = network.held.map(({ packet }) => `held  ${packetText(packet)}`);
  const clogged = network.clogs
    .list()
    .map(
      ({ until, travelling }) => `clogged until tick ${until}  ${packetText(travelling.packet)}`,
    );
  const lines = [...held, ...clogged, ...flying].map(printable);
  return lines.length === 0 ? ['no messages'] : lines;
}

/** The path of one request of a client. */
function requestLines(shown: Shown, scope: Scope): readonly string[] {
  const { world } = scope;
  const { argument, sequence } = shown;
  if (argument === null || sequence === null) return [];
  const client = clientIndex(valueText(resolved(argument, scope.variables))) ?? 0;
  const path = new RequestPath({ client, sequence: numberOf(sequence, scope) });
  for (const event of world.trace?.events ?? []) path.take(event);
  return pathLines(path).map(printable);
}

/** A text on one line, without what a terminal would act upon. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '·');
}
