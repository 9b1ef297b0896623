// What a statement can meet that keeps it from being carried out.

import type { Span } from './diagnostics.ts';

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
