// The lines to type next.

import type { Overrides } from '../../fuzz/index.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import type { Campaign } from './campaign.ts';

/** The command that goes on with a campaign, without its budget. */
export function campaignLine(campaign: Campaign, out: string): string {
  const { seed, profile, overrides, coverage, audit, bug } = campaign;
  const words = [
    ...[`npx whitewater fuzz --seed ${quoted(seed)} --profile ${profile}`],
    ...overrideWords(overrides),
    ...(coverage ? ['--coverage'] : []),
    ...(audit ? ['--check-determinism'] : []),
    `--out ${quoted(out)}`,
  ];
  return `${words.join(' ')}${bugOption(bug)}`;
}

function overrideWords(overrides: Overrides): string[] {
  return Object.entries(overrides).map(([name, value]: [string, unknown]) =>
    value === true ? `--${name}` : `--${name} ${String(value)}`,
  );
}

/** The command that makes the run of a ticket again. */
export function ticketLine(ticket: string, bug: string | null): string {
  return `npx whitewater replay ${quoted(ticket)}${bugOption(bug)}`;
}
