// The catalogue of situations and the watch that sees them: it changes nothing, adds up in any order, and
// tells a situation from one that only looks like it.

import { describe, expect, it, test } from 'vitest';
import { parseFile, runTest } from '../../dsl/index.ts';
import {
  Coverage,
  type CoverageData,
  FAMILIES,
  type SituationId,
  SITUATIONS,
} from '../../sim/index.ts';
import { memberTick, memberWorld } from './member-storm.ts';
import { runStorm, stormTick } from './storm.ts';

/** The coverage of a world that was asked for it. */
function coverageOf({ coverage }: { coverage: { coverage: Coverage } | null }): Coverage {
  if (coverage === null) throw new Error('a world without coverage');
  return coverage.coverage;
}

describe('the catalogue', () => {
  it('has at least 60 situations, each with a name, a sentence and a source of its own words', () => {
    expect(SITUATIONS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SITUATIONS.map(({ id }) => id)).size).toBe(SITUATIONS.length);
    expect(new Set(SITUATIONS.map(({ sentence }) => sentence)).size).toBe(SITUATIONS.length);
    for (const { id, sentence, source } of SITUATIONS) {
      expect(id).toMatch(/^[a-z][a-z-]+[a-z]$/);
      expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
      expect(source).not.toBe('');
    }
  });

  it('stands in the order of its families, none of them empty', () => {
    const order = SITUATIONS.map(({ family }) => FAMILIES.indexOf(family));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(new Set(order).size).toBe(FAMILIES.length);
  });
});

describe('watching', () => {
  it.each(['storm-1', 'storm-2', 'storm-3', 'storm-4'])('changes nothing about %s', (seed) => {
    const watched = runStorm(seed, 600, { coverage: true });
    const plain = runStorm(seed, 600);
    expect(watched.hash.toString()).toBe(plain.hash.toString());
    expect(coverageOf(watched).missing().length).toBeLessThan(SITUATIONS.length);
    expect(plain.coverage).toBeNull();
  });

  it('goes on in a copy of the world by itself', () => {
    const seed = 'storm-2';
    const world = runStorm(seed, 200, { coverage: true });
    const before = coverageOf(world).toJSON();
    const copy = world.copy();
    for (let count = 0; count < 600; count++) stormTick(copy, seed);
    expect(coverageOf(world).toJSON()).toEqual(before);
    for (let count = 0; count < 600; count++) stormTick(world, seed);
    expect(coverageOf(copy).toJSON()).toEqual(coverageOf(world).toJSON());
    expect(coverageOf(copy).toJSON()).not.toEqual(before);
  });
});

describe('coverage', () => {
  const runs = [1, 2, 3, 4].map((n) => coverageOf(runStorm(`storm-${n}`, 200, { coverage: true })));
  const sumOf = (parts: readonly Coverage[]): Coverage => {
    const sum = new Coverage(0);
    for (const part of parts) sum.merge(part);
    return sum;
  };

  it('adds up to the same in any order and grouping', () => {
    const [one, two, three, four] = runs as [Coverage, Coverage, Coverage, Coverage];
    const straight = sumOf(runs).toJSON();
    expect(sumOf([sumOf([four, two]), sumOf([three, one])]).toJSON()).toEqual(straight);
    expect(straight.runs).toBe(4);
    for (const count of Object.values(straight.situations)) expect(count).toBeLessThanOrEqual(4);
  });

  it('survives being written down', () => {
    const sum = sumOf(runs);
    const text = JSON.stringify(sum);
    const read = Coverage.fromJSON(JSON.parse(text) as CoverageData);
    expect(JSON.stringify(read)).toBe(text);
    expect(read.missing()).toEqual(sum.missing());
  });

  it.each([
    [{ runs: 1, situations: { 'split-vtoe': 1 }, messages: {} }, 'no situation split-vtoe'],
    [{ runs: 1, situations: {}, messages: { boss: {} } }, 'no receiver boss'],
    [{ runs: 1, situations: {}, messages: { leader: { gossip: 1 } } }, 'no kind of message gossip'],
    [{ runs: -1, situations: {}, messages: {} }, 'whole number from 0 (got -1 for runs)'],
    [{ runs: 1, situations: { 'split-vote': 0.5 }, messages: {} }, 'got 0.5 for split-vote'],
  ])('refuses what it does not know: %j', (data, words) => {
    expect(() => Coverage.fromJSON(data as CoverageData)).toThrow(words);
  });
});

test('storms come across most situations, and across none always', () => {
  const sum = new Coverage(0);
  for (let number = 0; number < 24; number++) {
    const world = memberWorld(`members-${number}`, { coverage: true });
    for (let count = 0; count < 300 && !world.halted; count++) {
      memberTick(world, `members-${number}`);
    }
    sum.merge(coverageOf(world));
    sum.merge(coverageOf(runStorm(`storm-${number}`, 120, { coverage: true })));
  }
  const always = SITUATIONS.filter(({ id }) => sum.runsWith(id) === sum.runs);
  expect(always.map(({ id }) => id)).toEqual([]);
  // These storms damage no disks, wipe none, and recover nothing by hand.
  expect(sum.missing().length).toBeLessThan(25);
});

/** What comes up in a test of one text, which ends without convergence. */
function seenIn(text: string): Coverage {
  const { tests, diagnostics } = parseFile('a.raft', `${text}\nno convergence\n`, {
    read: () => undefined,
  });
  expect(diagnostics).toEqual([]);
  const [only] = tests;
  if (only === undefined) throw new Error('no test');
  const { verdict, failure, coverage } = runTest(only, { coverage: true });
  expect([verdict, failure?.message]).toEqual(['passed', undefined]);
  if (coverage === undefined) throw new Error('no coverage');
  return Coverage.fromJSON(coverage);
}

const LED = `set 0.leaderTimeout to 0
tick until all.commitIndex is 1`;

/** A situation, a text that comes to it, and one that comes close. */
const CASES: readonly (readonly [SituationId, string, string])[] = [
  [
    'split-vote',
    // Two votes each, of the three that are needed.
    `cluster of 4 with prevote off
drop next vote-request from 0 to 3
drop next vote-request from 1 to 2
campaign 0 1
tick 40`,
    // A single candidate that nobody answers.
    `cluster of 4 with prevote off, electionTimeout 20..21
drop all vote-request
campaign 0
tick 15
campaign 0`,
  ],
  [
    'election-times-out',
    `cluster of 4 with prevote off, electionTimeout 20..21
drop all vote-request
campaign 0
tick 15
campaign 0`,
    `cluster of 4 with prevote off
campaign 0
tick 15`,
  ],
  [
    'vote-counted-once',
    `cluster of 5 with prevote off
cut 0 <-> 2
cut 0 <-> 3
cut 0 <-> 4
duplicate 100% on 1 -> 0
campaign 0
tick 9`,
    // The copies come when the election is decided.
    `cluster of 3 with prevote off
duplicate 100% on 1 -> 0
drop all vote-request to 2
campaign 0
tick 9`,
  ],
  [
    'two-leaders',
    `cluster of 3 with checkquorum off
${LED}
isolate 0
tick until {1 2}.leader is 1 or {1 2}.leader is 2`,
    `cluster of 3
${LED}
crash 0
tick until {1 2}.leader is 1 or {1 2}.leader is 2`,
  ],
  [
    'conflicting-suffix-overwritten',
    `cluster of 3 with logs [1 2] [1 2] [1 1]
set 0.leaderTimeout to 0
tick until 2.log is [1 2 3]`,
    // What it lacks is added, and nothing is in the way.
    `cluster of 3 with logs [1 2] [1 2] [1]
set 0.leaderTimeout to 0
tick until 2.log is [1 2 3]`,
  ],
  [
    'older-entry-committed-indirectly',
    `cluster of 3 with logs [1] [1] [1]
set 0.leaderTimeout to 0
tick until 0.commitIndex is 2`,
    // No entry of its own: the older one waits.
    `cluster of 3 with noop off, logs [1] [1] [1]
set 0.leaderTimeout to 0
tick until 0.state is leader
tick 20`,
  ],
  [
    'older-entry-waits',
    `cluster of 3 with noop off, logs [1] [1] [1]
set 0.leaderTimeout to 0
tick until 0.state is leader
tick 20`,
    `cluster of 3 with logs [1] [1] [1]
set 0.leaderTimeout to 0
tick until 0.commitIndex is 2`,
  ],
  [
    'restarted-voter-refuses',
    `cluster of 3 with prevote off
drop all vote-request from 0 to 1
campaign 0
tick until 2.votedFor is 0
crash 2
restart 2
campaign 1
tick 3`,
    // It refuses, and has not been away.
    `cluster of 3 with prevote off
drop all vote-request from 0 to 1
campaign 0
tick until 2.votedFor is 0
campaign 1
tick 3`,
  ],
  [
    'snapshot-over-conflicting-log',
    `cluster of 3 with logs [1] [1] [1 1 1 1 1 1 1]
isolate 2
set 0.leaderTimeout to 0
tick until 0.state is leader
client foo
tick until {0 1} has applied foo
compact 0 to 3
heal
tick until event snapshot-installed on 2`,
    // The follower has nothing that conflicts.
    `cluster of 3
${LED}
isolate 2
client foo
tick until {0 1} has applied foo
compact 0 to 2
heal
tick until event snapshot-installed on 2`,
  ],
  [
    'read-waits-for-first-commit',
    `cluster of 3 with noop off
set 0.leaderTimeout to 0
tick until 0.state is leader
client 1 reads x from 0
tick 5`,
    `cluster of 3
${LED}
client 1 reads x from 0
tick 5`,
  ],
  [
    'leader-leaves-while-joint',
    `cluster of 3
${LED}
cut 0 <-> 1
cut 0 <-> 2
reconfigure to {1 2} through 0
tick 2`,
    `cluster of 3
${LED}
reconfigure to {0 1} through 0
tick 20`,
  ],
  [
    'duplicate-answer-ignored',
    `cluster of 3
duplicate 100%
${LED}
tick 9`,
    `cluster of 3
${LED}
tick 9`,
  ],
  [
    'commit-by-own-disk',
    `cluster of 2
${LED}
disk 0 slow 8..8
client foo
tick 12`,
    // The other two are a majority before its disk is ready.
    `cluster of 3
${LED}
disk 0 slow 8..8
client foo
tick 12`,
  ],
];

describe.each(CASES)('%s', (id, reached, close) => {
  it('is seen where it happens', () => {
    expect(seenIn(reached).runsWith(id)).toBe(1);
  });

  it('is not seen where something like it happens', () => {
    expect(seenIn(close).runsWith(id)).toBe(0);
  });
});
