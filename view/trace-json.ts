// A trace as JSON lines: a header, an event a line, an end. docs/trace.md says what the fields mean, and
// docs/trace.schema.json says it to programs.

import {
  decodeCommand,
  endpointName,
  type Packet,
  requestName,
  type TraceEvent,
} from '../sim/index.ts';

/** Raised when a field changes its meaning or goes away; further fields may come at any time. */
const FORMAT = 1;

/** What is known of a run before it begins. */
export interface TraceStart {
  readonly version: string;
  readonly file: string;
  readonly test: string;
  readonly seed: string;
  readonly nodes: number;
}

/** The first line of a trace. */
export function traceHeader({ version, file, test, seed, nodes }: TraceStart): object {
  return { type: 'trace', format: FORMAT, version, file, test, seed, nodes };
}

/** An event. Who may be a client has a name, `n0` or `c1`; nodes among members are numbers. */
export function eventObject(event: TraceEvent): object {
  const { i, tick, node, kind, cause, line, request, requests, message, change, text } = event;
  return {
    ...{ type: 'event', i, tick, node: endpointName(node), kind },
    cause: cause < 0 ? null : cause,
    line: line === 0 ? null : line,
    request: request === null ? null : requestName(request),
    ...(requests === undefined ? {} : { requests: requests.map(requestName) }),
    message: message === null ? null : messageObject(message),
    change: change ?? null,
    text,
  };
}

function messageObject(message: Packet): object {
  const { from, to } = message;
  const named = { ...message, from: endpointName(from), to: endpointName(to) };
  switch (message.kind) {
    case 'append-request':
    case 'fetch-response':
      return { ...named, entries: message.entries.map(entryObject) };
    case 'client-request': {
      const { ask, request } = message;
      const asked = ask.kind === 'command' ? { ...ask, command: decodeCommand(ask.command) } : ask;
      return { ...named, request: requestName(request), ask: asked };
    }
    case 'client-response':
    case 'read-request':
    case 'read-response':
      return { ...named, request: requestName(message.request) };
    default:
      return named;
  }
}

function entryObject(
  entry: Extract<Packet, { kind: 'append-request' }>['entries'][number],
): object {
  const { index, term, kind, command, configuration, request, checksum } = entry;
  return {
    ...{ index, term, kind },
    command: kind === 'command' ? decodeCommand(command) : null,
    configuration,
    request: request.sequence > 0 ? requestName(request) : null,
    checksum,
  };
}
