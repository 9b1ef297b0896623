// Sentences of the paper and the thesis, each as a test of one node. Clusters are told by scenarios.

import { describe, expect, it } from 'vitest';
import {
  acknowledgeWrite,
  AssertionFailure,
  campaign,
  checksumAfter,
  DEFAULT_OPTIONS,
  forgetLeader,
  type Message,
  NO_REQUEST,
  NOBODY,
  optionProblems,
  propose,
  step,
  stepDown,
  tick,
} from '../../core/index.ts';
import { appendRequest, driven, type Driven, entries, sync, take, voteRequest } from './driver.ts';

/** Makes a node leader of term 1 with the votes of all others. */
function elected(target: Driven): Driven {
  campaign(target.node, { preVote: false, force: false }, target.out);
  sync(target);
  for (const voter of target.node.configuration.voters) {
    if (voter === target.node.id || target.node.role.kind !== 'candidate') continue;
    const term = target.node.currentTerm;
    const vote = { kind: 'vote-response', from: voter, to: target.node.id, id: 1, term } as const;
    step(target.node, { ...vote, granted: true }, target.out);
  }
  return target;
}

function kinds(messages: readonly Message[]): string[] {
  return messages.map(({ kind, to }) => `${kind} to ${to}`);
}

describe('5.1 terms', () => {
  it('a node that sees a higher term takes it over and becomes a follower without a vote', () => {
    const leader = elected(driven(0, 3));
    sync(leader);
    step(leader.node, appendRequest(1, 0, 5, [], 0), leader.out);
    expect([leader.node.role.kind, leader.node.currentTerm, leader.node.votedFor]).toEqual([
      'follower',
      5,
      NOBODY,
    ]);
  });

  it('a request of a lower term is refused with our term and changes nothing', () => {
    const target = driven(1, 3);
    step(target.node, appendRequest(0, 1, 4, [], 0), target.out);
    sync(target);
    step(target.node, appendRequest(2, 1, 3, entries([3]), 0), target.out);
    const [answer] = sync(target);
    expect(answer).toMatchObject({
      kind: 'append-response',
      success: false,
      refusal: 'stale-term',
      term: 4,
    });
    expect([target.node.log.lastIndex, target.node.leaderId]).toEqual([0, 0]);
  });

  it('a late answer of a lower term is dropped', () => {
    const target = driven(0, 3, { preVote: false });
    campaign(target.node, { preVote: false, force: false }, target.out);
    sync(target);
    campaign(target.node, { preVote: false, force: false }, target.out);
    sync(target);
    step(
      target.node,
      { kind: 'vote-response', from: 1, to: 0, id: 1, term: 1, granted: true },
      target.out,
    );
    expect(target.node.role.kind).toBe('candidate');
  });
});

describe('5.2 elections', () => {
  it('a follower campaigns when its timer runs out, not before', () => {
    const target = driven(0, 3, { preVote: false });
    for (let count = 0; count < 11; count++) tick(target.node, 12, target.out);
    expect(target.node.role.kind).toBe('follower');
    tick(target.node, 12, target.out);
    expect([target.node.role.kind, target.node.currentTerm, target.node.votedFor]).toEqual([
      'candidate',
      1,
      0,
    ]);
  });

  it('requests for votes wait until the new term is durable', () => {
    const target = driven(0, 3, { preVote: false });
    campaign(target.node, { preVote: false, force: false }, target.out);
    const { now, later, wrote } = take(target);
    expect([kinds(now), kinds(later), wrote]).toEqual([
      [],
      ['vote-request to 1', 'vote-request to 2'],
      true,
    ]);
  });

  it('a candidate does not count its own vote before it is durable', () => {
    const target = driven(0, 2, { preVote: false });
    campaign(target.node, { preVote: false, force: false }, target.out);
    take(target);
    step(
      target.node,
      { kind: 'vote-response', from: 1, to: 0, id: 1, term: 1, granted: true },
      target.out,
    );
    expect(target.node.role.kind).toBe('candidate');
    acknowledgeWrite(target.node, { term: 1, lastIndex: 0, lastTerm: 0 }, target.out);
    expect(target.node.role.kind).toBe('leader');
  });

  it('a node votes once per term, and the answer waits for the vote to be durable', () => {
    const target = driven(2, 3);
    step(target.node, voteRequest(0, 2, 1), target.out);
    const first = take(target);
    expect([first.now.length, first.wrote]).toEqual([0, true]);
    expect(first.later[0]).toMatchObject({ kind: 'vote-response', to: 0, granted: true });
    step(target.node, voteRequest(1, 2, 1), target.out);
    expect(take(target).later[0]).toMatchObject({ to: 1, granted: false });
    step(target.node, voteRequest(0, 2, 1), target.out);
    expect(take(target).later[0]).toMatchObject({ to: 0, granted: true });
  });

  it('node 0 is a candidate like any other', () => {
    const target = driven(2, 3);
    step(target.node, voteRequest(0, 2, 1), target.out);
    step(target.node, voteRequest(1, 2, 1), target.out);
    expect(target.node.votedFor).toBe(0);
  });

  it('the same vote twice counts once', () => {
    const target = driven(0, 5, { preVote: false });
    campaign(target.node, { preVote: false, force: false }, target.out);
    sync(target);
    const vote = { kind: 'vote-response', from: 1, to: 0, id: 1, term: 1, granted: true } as const;
    step(target.node, vote, target.out);
    step(target.node, vote, target.out);
    expect(target.node.role.kind).toBe('candidate');
  });

  it('a candidate that hears the leader of its term follows it and keeps its vote', () => {
    const target = driven(0, 3, { preVote: false });
    campaign(target.node, { preVote: false, force: false }, target.out);
    sync(target);
    step(target.node, appendRequest(1, 0, 1, [], 0), target.out);
    expect([target.node.role.kind, target.node.votedFor, target.node.leaderId]).toEqual([
      'follower',
      0,
      1,
    ]);
  });

  it('the only voter elects itself', () => {
    const target = driven(0, 1);
    tick(target.node, 0, target.out);
    sync(target);
    expect([target.node.role.kind, target.node.currentTerm]).toEqual(['leader', 1]);
  });
});

describe('5.4.1 the election restriction', () => {
  const ours = entries([1, 1, 2]);
  it.each([
    { index: 3, term: 2, granted: true, why: 'the same log' },
    { index: 4, term: 2, granted: true, why: 'a longer log of the same term' },
    { index: 1, term: 3, granted: true, why: 'a shorter log of a higher term' },
    { index: 2, term: 2, granted: false, why: 'a shorter log of the same term' },
    { index: 9, term: 1, granted: false, why: 'a longer log of a lower term' },
  ])('$why: granted $granted', ({ index, term, granted }) => {
    const target = driven(2, 3);
    step(target.node, appendRequest(0, 2, 2, ours, 0), target.out);
    sync(target);
    forgetLeader(target.node, target.out);
    step(target.node, voteRequest(1, 2, 9, index, term), target.out);
    expect(sync(target).at(-1)).toMatchObject({ kind: 'vote-response', granted });
  });
});

describe('5.3 replication', () => {
  it('entries are refused when the one before them is missing or differs, with a hint', () => {
    const target = driven(1, 3);
    const shared = entries([1, 1]);
    step(target.node, appendRequest(0, 1, 1, shared, 0), target.out);
    sync(target);
    const leaders = entries([1, 1, 3, 3, 3]);
    step(target.node, appendRequest(2, 1, 3, leaders, 4), target.out);
    expect(sync(target).at(-1)).toMatchObject({
      refusal: 'log-mismatch',
      rejectedIndex: 4,
      hintIndex: 2,
      hintTerm: 1,
    });
  });

  it('a conflicting suffix goes, a matching one stays even behind a late request', () => {
    const target = driven(1, 3);
    step(target.node, appendRequest(0, 1, 2, entries([1, 1, 2]), 0), target.out);
    sync(target);
    step(target.node, appendRequest(0, 1, 2, entries([1, 1, 2]), 0, 0, 1), target.out);
    expect(target.node.log.lastIndex).toBe(3);
    const leaders = entries([1, 1, 3]);
    step(target.node, appendRequest(2, 1, 3, leaders, 2), target.out);
    expect([target.node.log.lastIndex, target.node.log.lastTerm]).toEqual([3, 3]);
  });

  it('a follower commits no further than what the request shows to be equal', () => {
    const target = driven(1, 3);
    const stale = entries([1, 1, 1]);
    step(target.node, appendRequest(0, 1, 1, stale, 0), target.out);
    sync(target);
    step(target.node, appendRequest(2, 1, 2, stale, 1, 3, 1), target.out);
    expect(target.node.commitIndex).toBe(1);
  });

  it('an acknowledgement waits for the disk; a heartbeat claims only what is durable', () => {
    const target = driven(1, 3);
    step(target.node, appendRequest(0, 1, 1, [], 0), target.out);
    sync(target);
    const leaders = entries([1, 1]);
    step(target.node, appendRequest(0, 1, 1, leaders, 0), target.out);
    const { now, later } = take(target);
    expect([now.length, later.length]).toEqual([0, 1]);
    step(target.node, appendRequest(0, 1, 1, leaders, 2), target.out);
    expect(take(target).now[0]).toMatchObject({ success: true, matchIndex: 0 });
    acknowledgeWrite(target.node, { term: 1, lastIndex: 2, lastTerm: 1 }, target.out);
    step(target.node, appendRequest(0, 1, 1, leaders, 2), target.out);
    expect(take(target).now[0]).toMatchObject({ success: true, matchIndex: 2 });
  });

  it('an entry whose checksum does not fit is refused, and so is all behind it', () => {
    const target = driven(1, 3);
    const [first, second, third] = entries([1, 1, 1]);
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('three');
    const damaged = { ...second, command: 'other' };
    expect(checksumAfter(first.checksum, damaged)).not.toBe(second.checksum);
    step(target.node, appendRequest(0, 1, 1, [first, damaged, third], 0), target.out);
    expect(target.node.log.lastIndex).toBe(1);
    expect(sync(target).at(-1)).toMatchObject({ success: false, refusal: 'checksum-mismatch' });
  });

  it('a leader that hears another leader of its term says so', () => {
    const leader = elected(driven(0, 3));
    expect(() => step(leader.node, appendRequest(1, 0, 1, [], 0), leader.out)).toThrow(
      AssertionFailure,
    );
  });
});

describe('5.4.2 commitment', () => {
  const ack = (from: number, term: number, matchIndex: number): Message => ({
    kind: 'append-response',
    from,
    to: 0,
    id: 1,
    term,
    success: true,
    matchIndex,
    refusal: 'none',
    rejectedIndex: 0,
    hintIndex: 0,
    hintTerm: 0,
    round: 1,
  });

  it('entries of older terms commit only together with one of the leader’s own', () => {
    const leader = driven(0, 3, { batchEntriesMax: 1 });
    step(leader.node, appendRequest(1, 0, 1, entries([1, 1]), 0), leader.out);
    sync(leader);
    elected(leader);
    sync(leader);
    step(leader.node, ack(1, 2, 2), leader.out);
    expect(leader.node.commitIndex).toBe(0);
    step(leader.node, ack(1, 2, 3), leader.out);
    expect(leader.node.commitIndex).toBe(3);
  });

  it('the leader’s own entry counts when it is durable at the leader (thesis 10.2.1)', () => {
    const leader = elected(driven(0, 3));
    sync(leader);
    propose(leader.node, 'x', NO_REQUEST, leader.out);
    const { now, wrote } = take(leader);
    expect([now.length, wrote]).toEqual([0, true]);
    step(leader.node, ack(1, 1, 2), leader.out);
    expect(leader.node.commitIndex).toBe(1);
    acknowledgeWrite(leader.node, { term: 1, lastIndex: 2, lastTerm: 1 }, leader.out);
    expect(leader.node.commitIndex).toBe(2);
  });

  it('what was acknowledged stays acknowledged when answers overtake each other', () => {
    const leader = elected(driven(0, 3));
    sync(leader);
    propose(leader.node, 'x', NO_REQUEST, leader.out);
    sync(leader);
    step(leader.node, ack(1, 1, 2), leader.out);
    step(leader.node, ack(1, 1, 1), leader.out);
    expect(leader.node.role).toMatchObject({ matchIndex: [2, 2, 0] });
  });
});

describe('durability', () => {
  it('a completion that was overtaken by another write vouches for nothing', () => {
    const target = driven(1, 3);
    step(target.node, appendRequest(0, 1, 1, entries([1]), 0), target.out);
    take(target);
    step(target.node, appendRequest(2, 1, 2, entries([2]), 0), target.out);
    take(target);
    acknowledgeWrite(target.node, { term: 1, lastIndex: 1, lastTerm: 1 }, target.out);
    expect(target.node.stableIndex).toBe(0);
    acknowledgeWrite(target.node, { term: 2, lastIndex: 1, lastTerm: 2 }, target.out);
    expect(target.node.stableIndex).toBe(1);
  });

  it('not even when the same entry came back meanwhile', () => {
    const target = driven(1, 3);
    const old = entries([1]);
    step(target.node, appendRequest(0, 1, 1, old, 0), target.out);
    step(target.node, appendRequest(2, 1, 2, entries([2]), 0), target.out);
    take(target);
    // Term 3's leader has the entry of term 1 again.
    step(target.node, appendRequest(0, 1, 3, old, 0), target.out);
    take(target);
    acknowledgeWrite(target.node, { term: 1, lastIndex: 1, lastTerm: 1 }, target.out);
    expect(target.node.stableIndex).toBe(0);
  });
});

describe('thesis 9.6 pre-votes, 4.2.3 and 6.2 check-quorum', () => {
  it('asking for pre-votes changes neither term nor vote, and answering does not either', () => {
    const asker = driven(0, 3);
    campaign(asker.node, { preVote: true, force: false }, asker.out);
    const { now, wrote } = take(asker);
    expect([asker.node.currentTerm, asker.node.votedFor, wrote]).toEqual([0, NOBODY, false]);
    const request = now[0];
    if (request === undefined) throw new Error('a request');
    const other = driven(1, 3);
    step(other.node, request, other.out);
    expect(take(other)).toMatchObject({ now: [{ granted: true, term: 1 }], wrote: false });
    expect([other.node.currentTerm, other.node.votedFor]).toEqual([0, NOBODY]);
  });

  it('who hears a leader refuses pre-votes and does not look at candidates', () => {
    const target = driven(2, 3);
    step(target.node, appendRequest(0, 2, 1, [], 0), target.out);
    sync(target);
    step(
      target.node,
      { ...voteRequest(1, 2, 2, 9, 9), kind: 'pre-vote-request', round: 1 },
      target.out,
    );
    expect(sync(target).at(-1)).toMatchObject({ granted: false });
    step(target.node, voteRequest(1, 2, 2, 9, 9), target.out);
    expect([sync(target), target.node.currentTerm]).toEqual([[], 1]);
    step(target.node, { ...voteRequest(1, 2, 2, 9, 9), force: true }, target.out);
    expect(target.node.votedFor).toBe(1);
  });

  it('a pre-vote of a lower term is answered with ours', () => {
    const target = driven(2, 3);
    step(target.node, voteRequest(0, 2, 5), target.out);
    sync(target);
    step(target.node, { ...voteRequest(1, 2, 2), kind: 'pre-vote-request', round: 1 }, target.out);
    expect(sync(target).at(-1)).toMatchObject({
      kind: 'pre-vote-response',
      granted: false,
      term: 5,
    });
  });

  it('pre-votes of another round do not count', () => {
    const asker = driven(0, 3);
    campaign(asker.node, { preVote: true, force: false }, asker.out);
    step(
      asker.node,
      { kind: 'pre-vote-response', from: 1, to: 0, id: 1, term: 7, granted: true, round: 1 },
      asker.out,
    );
    expect(asker.node.role.kind).toBe('pre-candidate');
  });

  it('a leader that no quorum answers steps down in its term after an election timeout', () => {
    const leader = elected(driven(0, 3));
    sync(leader);
    for (let count = 0; count < 9; count++) tick(leader.node, 10, leader.out);
    expect(leader.node.role.kind).toBe('leader');
    tick(leader.node, 10, leader.out);
    expect([leader.node.role.kind, leader.node.currentTerm, leader.node.votedFor]).toEqual([
      'follower',
      1,
      0,
    ]);
  });

  it('without check-quorum it goes on', () => {
    const leader = elected(driven(0, 3, { checkQuorum: false }));
    for (let count = 0; count < 100; count++) tick(leader.node, 10, leader.out);
    expect(leader.node.role.kind).toBe('leader');
  });

  it('a leader that is told to steps down in its term', () => {
    const leader = elected(driven(0, 3));
    sync(leader);
    expect(stepDown(leader.node, leader.out)).toBe(true);
    expect(stepDown(leader.node, leader.out)).toBe(false);
    expect([leader.node.role.kind, leader.node.currentTerm]).toEqual(['follower', 1]);
  });
});

describe('thesis 10.2.1 pipelining', () => {
  it('at most `inflightMax` requests with entries are unanswered', () => {
    const leader = elected(driven(0, 2, { inflightMax: 2, batchEntriesMax: 1 }));
    sync(leader);
    const ack = { kind: 'append-response', from: 1, to: 0, id: 1, term: 1, success: true } as const;
    const rest = {
      refusal: 'none',
      rejectedIndex: 0,
      hintIndex: 0,
      hintTerm: 0,
      round: 1,
    } as const;
    step(leader.node, { ...ack, ...rest, matchIndex: 1 }, leader.out);
    take(leader);
    for (const command of ['a', 'b', 'c', 'd'])
      propose(leader.node, command, NO_REQUEST, leader.out);
    expect(kinds(take(leader).now)).toEqual(['append-request to 1', 'append-request to 1']);
    step(leader.node, { ...ack, ...rest, matchIndex: 3 }, leader.out);
    expect(kinds(take(leader).now)).toEqual(['append-request to 1', 'append-request to 1']);
  });
});

describe('requests and options', () => {
  it('a node that does not lead names the leader it knows', () => {
    const target = driven(1, 3);
    expect(propose(target.node, 'x', NO_REQUEST, target.out)).toEqual({
      ok: false,
      reason: 'not-leader',
      leader: NOBODY,
    });
    step(target.node, appendRequest(2, 1, 1, [], 0), target.out);
    expect(propose(target.node, 'x', NO_REQUEST, target.out)).toEqual({
      ok: false,
      reason: 'not-leader',
      leader: 2,
    });
  });

  it('an entry carries its request', () => {
    const leader = elected(driven(0, 1));
    sync(leader);
    propose(leader.node, 'x', { client: 3, sequence: 7 }, leader.out);
    expect(leader.node.log.entryAt(2)?.request).toEqual({ client: 3, sequence: 7 });
  });

  it('options that cannot work are all named, with their ranges', () => {
    expect(optionProblems(DEFAULT_OPTIONS)).toEqual([]);
    const problems = optionProblems({
      ...DEFAULT_OPTIONS,
      heartbeatTicks: 10,
      batchEntriesMax: 0,
      electionTimeoutTicksMax: 5,
    });
    expect(problems).toEqual([
      'batchEntriesMax must be a whole number of at least 1 (got 0)',
      'electionTimeoutTicksMax must be at least electionTimeoutTicksMin (got 5 and 10)',
      'heartbeatTicks must be smaller than electionTimeoutTicksMin (got 10 and 10)',
    ]);
  });
});
