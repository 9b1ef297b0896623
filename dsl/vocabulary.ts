// Words with a meaning of their own: who is meant, what is sent, what happened, what is refused.

import { CORE_EVENT_KINDS, ROLE_KINDS } from '../core/index.ts';
import { PACKET_KINDS } from '../sim/index.ts';

/** Words that select nodes. */
export const SELECTOR_WORDS: readonly string[] = [
  ...['leader', 'all', 'followers', 'candidates', 'voters', 'learners'],
];

/** Singular words that select the same nodes. */
export const SELECTOR_ALIASES: ReadonlyMap<string, string> = new Map([
  ['follower', 'followers'],
  ['candidate', 'candidates'],
  ['voter', 'voters'],
  ['learner', 'learners'],
]);

/** What `state` can be. */
export const STATES: readonly string[] = [
  ...ROLE_KINDS,
  ...['down', 'wiped', 'corrupt', 'fenced', 'absent'],
];

/** What `one` and `no` can count. */
export const COUNTED_ROLES: readonly string[] = ROLE_KINDS;

/** Kinds of messages. */
export const MESSAGES: readonly string[] = PACKET_KINDS;

/** Events that can be waited for. */
export const EVENTS: readonly string[] = CORE_EVENT_KINDS;

/** How a request can fail. */
export const REQUEST_ERRORS: readonly string[] = [
  ...['not-leader', 'cas-mismatch', 'timed-out', 'superseded', 'session-expired'],
  ...['transfer-in-progress', 'change-in-progress', 'not-caught-up', 'no-voters', 'no-change'],
  ...['more-than-one', 'no-commit-in-term', 'not-a-voter', 'leads-already'],
];

/** What `votedFor` and `leader` are when there is nobody. */
export const NOBODY_WORDS: readonly string[] = ['nobody', 'none'];

/** The number of the client that `c1` names; undefined for anything else. */
export function clientIndex(text: string): number | undefined {
  const match = /^c([0-9]{1,3})$/i.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The index that `0`, `n0` or `N0` names; undefined for anything else. */
export function nodeIndex(text: string): number | undefined {
  const match = /^n?([0-9]{1,9})$/i.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
