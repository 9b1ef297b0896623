import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Ballot,
  type Configuration,
  configurationOf,
  isQuorum,
  majorityOf,
  quorumIndex,
  tallyBallots,
} from '../../core/index.ts';

const joint = (outgoing: number[], voters: number[]): Configuration => ({
  voters,
  outgoing,
  learners: [],
  staged: [],
});

/** The slow obvious twin: the highest index that some majority of every half has reached. */
function slowQuorumIndex(configuration: Configuration, reached: readonly number[]): number {
  const halves = [configuration.voters, configuration.outgoing].filter((half) => half.length > 0);
  for (let index = Math.max(0, ...reached); index > 0; index--) {
    const agrees = halves.every((half) => {
      const count = half.filter((id) => (reached[id] ?? 0) >= index).length;
      return 2 * count > half.length;
    });
    if (halves.length > 0 && agrees) return index;
  }
  return 0;
}

/** The slow obvious twin: tries every way in which the missing voters may still answer. */
function slowTally(
  configuration: Configuration,
  ballots: readonly (Ballot | undefined)[],
): 'won' | 'lost' | 'pending' {
  const halves = [configuration.voters, configuration.outgoing].filter((half) => half.length > 0);
  const wins = (answers: readonly (Ballot | undefined)[]): boolean =>
    halves.length > 0 &&
    halves.every((half) => 2 * half.filter((id) => answers[id] === 'granted').length > half.length);
  const hopeful = Array.from({ length: 12 }, (_, id) =>
    ballots[id] === 'refused' ? 'refused' : 'granted',
  ) as Ballot[];
  if (wins(ballots)) return 'won';
  if (halves.length === 0) return 'pending';
  return wins(hopeful) ? 'pending' : 'lost';
}

const half = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 9 });
const anyConfiguration = fc
  .tuple(half, half)
  .map(([voters, outgoing]) => joint(voters.length === 0 ? [] : outgoing, voters));

describe('quorums', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])('of %i voters, %i make a majority', (count, majority) => {
    expect(majorityOf(Array.from({ length: count }, (_, id) => id))).toBe(majority);
  });

  it.each([
    { voters: [0], reached: [7], index: 7 },
    { voters: [0, 1], reached: [7, 3], index: 3 },
    { voters: [0, 1, 2], reached: [7, 3, 5], index: 5 },
    { voters: [0, 1, 2, 3], reached: [7, 7, 3, 2], index: 3 },
    { voters: [0, 1, 2], reached: [1, 2, 10], index: 2 },
    { voters: [0, 1, 2], reached: [9], index: 0 },
    { voters: [2, 5, 9], reached: [9, 9, 4, 9, 9, 6, 9, 9, 9, 1], index: 4 },
  ])('$voters at $reached agree on $index', ({ voters, reached, index }) => {
    expect(quorumIndex(configurationOf(voters), reached)).toBe(index);
  });

  it('a joint configuration needs both halves', () => {
    const configuration = joint([0, 1, 2], [3, 4]);
    expect(quorumIndex(configuration, [9, 9, 9, 9, 2])).toBe(2);
    expect(isQuorum(configuration, [true, true, false, true, false])).toBe(false);
    expect(isQuorum(configuration, [true, true, false, true, true])).toBe(true);
    expect(tallyBallots(configuration, ['granted', 'granted', undefined, 'refused'])).toBe('lost');
  });

  it('a configuration without voters agrees on nothing', () => {
    const nobody = joint([], []);
    expect(quorumIndex(nobody, [5])).toBe(0);
    expect(tallyBallots(nobody, ['granted'])).toBe('pending');
    expect(isQuorum(nobody, [true])).toBe(false);
  });

  it('the quorum index is what the slow twin finds', () => {
    const reached = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(anyConfiguration, reached, (configuration, indexes) => {
        expect(quorumIndex(configuration, indexes)).toBe(slowQuorumIndex(configuration, indexes));
      }),
      { numRuns: 2000 },
    );
  });

  it('the tally is what the slow twin finds', () => {
    const ballot = fc.constantFrom<Ballot | undefined>('granted', 'refused', 'unknown', undefined);
    const ballots = fc.array(ballot, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(anyConfiguration, ballots, (configuration, answers) => {
        expect(tallyBallots(configuration, answers)).toBe(slowTally(configuration, answers));
      }),
      { numRuns: 2000 },
    );
  });
});
