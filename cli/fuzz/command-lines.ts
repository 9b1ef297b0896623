// The lines to type next.

import { NUMBER_OVERRIDES } from '../../fuzz/index.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import type { TypedFuzzOptions } from './options.ts';

/**
 * The command that goes on with a campaign: what was typed, with the seed that was drawn, and without `--fresh`,
 * which would begin anew.
 */
export function fuzzLine(typed: TypedFuzzOptions, seed: string): string {
  const words = [
    `npx whitewater fuzz --seed ${quoted(seed)} --profile ${quoted(typed.profile)}`,
    ...[...NUMBER_OVERRIDES.keys()].flatMap((name) => valued(name, typed[name])),
    ...valued('pace', typed.pace),
    ...flag('unrestricted', typed.unrestricted),
    ...valued('runs', typed.runs),
    ...valued('minutes', typed.minutes),
    ...valued('seconds', typed.seconds),
    ...valued('jobs', typed.jobs),
    ...flag('coverage', typed.coverage),
    ...flag('check-determinism', typed.checkDeterminism),
    ...flag('bail', typed.bail),
    ...flag('no-shrink', typed.shrink === false),
    ...valued('shrink-runs', typed.shrinkRuns),
    ...flag('json', typed.json),
    `--out ${quoted(typed.out)}`,
  ];
  return `${words.join(' ')}${bugOption(typed.bug)}`;
}

function valued(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name} ${quoted(value)}`];
}

function flag(name: string, isOn: boolean | undefined): string[] {
  return isOn === true ? [`--${name}`] : [];
}

/** The command that makes the run of a ticket again. */
export function ticketLine(ticket: string, bug: string | null): string {
  return `npx whitewater replay ${quoted(ticket)}${bugOption(bug)}`;
}
