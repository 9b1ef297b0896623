// What a session is given, and what it tells.

import type { Diagnostic } from './diagnostics.ts';
import type { RandomPort } from './random-port.ts';
import type { TestResult } from './result.ts';
import type { FilePort } from './source.ts';
import type { TestCase } from './test-case.ts';

/** What a session begins with. */
export interface SessionSettings {
  /** What places call its text: a path as `parseFile` takes it. */
  readonly name: string;
  /** The seed of tests without a `seed` line. Default '1'. */
  readonly seed?: string;
  readonly files?: FilePort;
  readonly random?: RandomPort;
}

/** What became of a text that was offered. */
export type Offer =
  | { readonly kind: 'taken'; readonly warnings: readonly Diagnostic[] }
  /** Nothing of it was taken. */
  | { readonly kind: 'wrong'; readonly diagnostics: readonly Diagnostic[] }
  /** The test has ended, so that no statement can follow. */
  | { readonly kind: 'ended' };

/** What a session has to tell, in the order in which it came about. */
export type SessionEvent =
  | { readonly kind: 'shown'; readonly lines: readonly string[] }
  /** A test begins; `others` are the further tests that its `for` lines make. */
  | { readonly kind: 'test'; readonly test: TestCase; readonly others: number }
  | { readonly kind: 'changed'; readonly change: WatchChange }
  /**
   * A statement failed, or a property broke. `standsIn` is what the session goes on with in its place, null when it
   * cannot go on; `left` counts the pieces that were not carried out any more.
   */
  | {
      readonly kind: 'failed';
      readonly test: TestCase;
      readonly result: TestResult;
      readonly standsIn: string | null;
      readonly left: number;
    };

/** That a watched condition came true, or does not hold any more. */
export interface WatchChange {
  readonly tick: number;
  readonly text: string;
  readonly holds: boolean;
  readonly observed: string;
}

/** Where a session stands. */
export interface SessionStatus {
  /** Null before the first `cluster of`. */
  readonly tick: number | null;
  readonly leader: number | null;
  /** Whether the test ended by a failure, so that only `undo` and a new cluster go on. */
  readonly hasEnded: boolean;
  readonly hash: string;
  readonly nodes: readonly number[];
}
