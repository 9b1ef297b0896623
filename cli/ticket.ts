// A ticket as it was typed: what it says, if this version made it.

import type { RunSpec } from '../fuzz/index.ts';
import type { Modules } from './engine.ts';
import { UsageError } from './exit.ts';
import { packageVersion } from './version.ts';

/** What becomes of a ticket of another version. */
export interface TicketCare {
  /** Whether it is taken all the same. */
  readonly anyway: boolean;
  /** What to do about it otherwise. */
  readonly hint: string;
}

/** Whether a text looks like a ticket, sound or damaged, and not like the name of a file. */
export function looksLikeTicket(text: string): boolean {
  return /^\d+\.\d+\.\d+[^:/]*:/.test(text);
}

/** What a ticket says. Errors: a `UsageError` when it is none, or is of another version. */
export function specOfTicket(
  ticket: string,
  { readTicket }: Modules,
  { anyway, hint }: TicketCare,
): RunSpec {
  const read = readTicket(ticket);
  if (!read.ok) throw new UsageError(read.problem, read.hint);
  const ours = packageVersion();
  if (read.version === ours || anyway) return read.spec;
  throw new UsageError(
    `the ticket was made by version ${read.version}, and this is ${ours}: the run may be another one`,
    hint,
  );
}
