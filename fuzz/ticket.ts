// A ticket names one random run in one word: `0.1.0:everything:4711:nodes=5:9c2f`. It ends in a check, so
// that one that was cut off or mistyped is noticed.

import { RANDOM_PROFILES, suggestion } from '../dsl/index.ts';
import { foldText } from '../sim/index.ts';
import { type Branch, isProfile, type Overrides, type RunSpec } from './spec.ts';

/** A ticket, read; or the sentence why it cannot be, with what to do. */
export type ReadTicket =
  | { readonly ok: true; readonly version: string; readonly spec: RunSpec }
  | { readonly ok: false; readonly problem: string; readonly hint: string };

const SEED = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a seed can stand in a ticket: letters, digits, `.`, `_` and `-`, 64 at most. */
export function isTicketSeed(seed: string): boolean {
  return SEED.test(seed);
}

/** The ticket of a run, made by `version`. */
export function ticketOf(version: string, { seed, profile, overrides }: RunSpec): string {
  const parts = [version, profile, seed, ...overrideParts(overrides)];
  return `${parts.join(':')}:${checkOf(parts.join(':'))}`;
}

function overrideParts(overrides: Overrides): string[] {
  const { pace, gap, clients, keys, unrestricted, nodes, learners, ticks, branches } = overrides;
  const parts: string[] = [];
  const add = (name: string, value: number | string | undefined): void => {
    if (value !== undefined) parts.push(`${name}=${value}`);
  };
  add('nodes', nodes);
  add('learners', learners);
  add('ticks', ticks);
  add('pace', pace);
  add('gap', gap);
  add('clients', clients);
  add('keys', keys);
  if (unrestricted === true) parts.push('unrestricted');
  for (const { tick, seed } of branches ?? []) parts.push(`${tick}@${seed}`);
  return parts;
}

function checkOf(text: string): string {
  return (foldText(0x77, text) >>> 16).toString(16).padStart(4, '0');
}

/** Reads a ticket. */
export function readTicket(text: string): ReadTicket {
  const ticket = text.trim();
  const parts = ticket.split(':');
  if (parts.length < 4) {
    return refused(
      `this is no ticket: ${quoted(ticket)}`,
      'a ticket looks like 0.1.0:everything:4711:9c2f; copy the whole of it from the report',
    );
  }
  const check = parts.pop() ?? '';
  if (check !== checkOf(parts.join(':'))) {
    return refused(
      `this ticket is cut off or mistyped: its last part is ${quoted(check)}, and does not fit the rest`,
      'copy the whole of it from the report',
    );
  }
  const [version = '', profile = '', seed = '', ...rest] = parts;
  if (!isProfile(profile)) {
    const known = `the profiles are ${RANDOM_PROFILES.join(', ')}`;
    return refused(
      `this version knows no profile ${quoted(profile)}, which the ticket names`,
      suggestion(profile, [...RANDOM_PROFILES]) ?? known,
    );
  }
  if (!isTicketSeed(seed)) {
    return refused(`the ticket’s seed is ${quoted(seed)}`, 'copy the whole of it from the report');
  }
  const overrides: { -readonly [Name in keyof Overrides]: Overrides[Name] } = {};
  const branches: Branch[] = [];
  for (const part of rest) {
    if (!takeOverride(part, overrides, branches)) {
      return refused(
        `this version does not know ${quoted(part)}, which the ticket says`,
        `it was made by version ${version}; replay it with that one`,
      );
    }
  }
  if (branches.length > 0) overrides.branches = branches;
  return { ok: true, version, spec: { seed, profile, overrides } };
}

type MutableOverrides = { -readonly [Name in keyof Overrides]: Overrides[Name] };

function takeOverride(part: string, overrides: MutableOverrides, branches: Branch[]): boolean {
  const branch = /^([0-9]{1,9})@(.*)$/.exec(part);
  if (branch?.[1] !== undefined && branch[2] !== undefined && isTicketSeed(branch[2])) {
    branches.push({ tick: Number(branch[1]), seed: branch[2] });
    return true;
  }
  if (part === 'unrestricted') {
    overrides.unrestricted = true;
    return true;
  }
  if (part === 'pace=storm' || part === 'pace=script') {
    overrides.pace = part === 'pace=storm' ? 'storm' : 'script';
    return true;
  }
  const [, name = '', value = ''] = /^([a-z]+)=([0-9]{1,9})$/.exec(part) ?? [];
  const bounds = NUMBER_OVERRIDES.get(name as NumberOverride);
  if (bounds === undefined || value === '') return false;
  const number = Number(value);
  if (number < bounds.min || number > bounds.max) return false;
  overrides[name as NumberOverride] = number;
  return true;
}

/** An override that is a number. */
export type NumberOverride = 'nodes' | 'learners' | 'ticks' | 'gap' | 'clients' | 'keys';

/** What numbers overrides take, both ends included. */
export const NUMBER_OVERRIDES: ReadonlyMap<
  NumberOverride,
  { readonly min: number; readonly max: number }
> = new Map([
  ['nodes', { min: 1, max: 9 }],
  ['learners', { min: 0, max: 4 }],
  ['ticks', { min: 1, max: 1_000_000 }],
  ['gap', { min: 1, max: 10_000 }],
  ['clients', { min: 1, max: 20 }],
  ['keys', { min: 1, max: 3 }],
]);

function refused(problem: string, hint: string): ReadTicket {
  return { ok: false, problem, hint };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
