// Every invariant earns its place: some planted bug breaks it, and with that invariant switched off the
// same bug escapes.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBug, plantBug } from '../../cli/planting/index.ts';
import { PROPERTIES, type PropertyId } from '../../sim/index.ts';
import { BUGS, cleanTwin, runText, scenarioOf } from './planted.ts';

/** For each invariant a bug that it alone sees. Assertions are the core's own and guard all of them. */
const SEEN_ALONE: Readonly<Record<Exclude<PropertyId, 'assertion'>, string>> = {
  'election-safety': 'every-node-bootstraps-itself',
  'vote-uniqueness': 'self-vote-not-recorded',
  'leader-append-only': 'leader-overwrites-own-log',
  'log-matching': 'ghost-entries-resurrected-on-replay',
  'leader-completeness': 'commit-old-term-by-count',
  'state-machine-safety': 'apply-past-commit',
  'commit-durability': 'quorum-index-lexicographic-sort',
  'term-and-vote-monotone': 'meta-loss-resets-term',
  'commit-and-applied-monotone': 'commit-index-regress',
  'committed-never-changes': 'truncate-on-stale-append',
  'replication-progress': 'match-index-regress',
  'no-disruption': 'leader-grants-prevote',
  'durable-promises': 'term-not-written-when-following',
  'known-leader': 'old-leader-kept-in-new-term',
  'elected-by-quorum': 'duplicate-votes-counted',
  'only-voters-campaign': 'learner-campaigns',
  'one-change-at-a-time': 'concurrent-config-changes-allowed',
  'exactly-once': 'duplicate-apply-on-retry',
  linearizability: 'leader-local-read-no-quorum',
  convergence: 'commit-scan-stops-at-old-term',
};

describe('invariants', () => {
  it('all have a bug that they alone see', () => {
    const ids = PROPERTIES.map(({ id }) => id).filter((id) => id !== 'assertion');
    expect(Object.keys(SEEN_ALONE).sort()).toEqual([...ids].sort());
  });

  it.each(Object.entries(SEEN_ALONE))(
    '%s sees %s, which escapes without it',
    async (property, id) => {
      const planted = await plantBug(loadBug(join(BUGS, id)));
      const twin = cleanTwin(scenarioOf(id));
      const seen = runText(planted, twin, { lenient: true });
      const broken = property === 'convergence' ? 'stalled' : 'violated';
      expect([seen.verdict, seen.failure?.property?.name.toLowerCase()]).toEqual([
        broken,
        PROPERTIES.find((candidate) => candidate.id === property)?.name,
      ]);
      const escaped = runText(planted, twin, { lenient: true, disabled: [property] });
      expect([escaped.verdict, escaped.failure?.message]).toEqual(['passed', undefined]);
    },
  );

  it('a wrong answer leads back to the line that asked', async () => {
    const id = 'leader-local-read-no-quorum';
    const planted = await plantBug(loadBug(join(BUGS, id)));
    const { failure } = runText(planted, cleanTwin(scenarioOf(id)), { lenient: true });
    expect(failure?.statement).toBe('client 2 reads x');
    expect(failure?.observed.split('\n')).toEqual([
      'from whatever x held before:',
      '  c1.1  write 5  ok   sent in tick 0, answered by n1 in tick 0',
      '> c2.1  read     nil  sent in tick 0, answered by n0 in tick 0',
    ]);
    expect(failure?.why).toEqual([
      'in this order: c1.1 sent, c1.1 answered, c2.1 sent, c2.1 answered',
    ]);
  });
});
