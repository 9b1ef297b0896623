// The catalogue: who leads, who belongs to the cluster, and how leadership is handed over.

import type { Situation } from './situation.ts';

export const ELECTIONS = [
  {
    id: 'split-vote',
    family: 'elections',
    sentence: 'Candidates of one term share the votes, and none of them is elected.',
    source: 'paper section 5.2',
  },
  {
    id: 'election-times-out',
    family: 'elections',
    sentence: 'A candidate without a rival gives up, because too few voters answered in time.',
    source: 'paper section 5.2',
  },
  {
    id: 'candidate-follows-winner',
    family: 'elections',
    sentence: 'A candidate hears from the leader of its own term and follows it.',
    source: 'paper section 5.2',
  },
  {
    id: 'candidate-meets-higher-term',
    family: 'elections',
    sentence: 'A candidate or pre-candidate hears of a higher term and gives up.',
    source: 'paper section 5.1',
  },
  {
    id: 'leader-meets-higher-term',
    family: 'elections',
    sentence: 'A leader hears of a higher term and gives up.',
    source: 'paper section 5.1',
  },
  {
    id: 'leader-loses-quorum',
    family: 'elections',
    sentence: 'A leader that no quorum answers gives up by itself.',
    source: 'thesis section 6.2',
  },
  {
    id: 'two-leaders',
    family: 'elections',
    sentence: 'A leader is elected while one of an older term still leads.',
    source: 'paper section 5.2; thesis section 6.4',
  },
  {
    id: 'old-leader-refused',
    family: 'elections',
    sentence: 'A leader of an older term is refused and told of the newer one.',
    source: 'paper section 5.1',
  },
  {
    id: 'leader-returns',
    family: 'elections',
    sentence: 'A node leads again after another one led.',
    source: 'paper section 5.2',
  },
  {
    id: 'vote-refused-log-behind',
    family: 'elections',
    sentence: 'A vote is refused because the candidate’s log is behind.',
    source: 'paper section 5.4.1',
  },
  {
    id: 'vote-refused-voted',
    family: 'elections',
    sentence: 'A vote is refused because another candidate of the term has it.',
    source: 'paper section 5.2',
  },
  {
    id: 'vote-refused-term-over',
    family: 'elections',
    sentence: 'A vote is refused because the candidate’s term is over.',
    source: 'paper section 5.1',
  },
  {
    id: 'vote-refused-hears-leader',
    family: 'elections',
    sentence: 'A candidate is not listened to, because a leader is alive.',
    source: 'thesis section 4.2.3',
  },
  {
    id: 'vote-repeated',
    family: 'elections',
    sentence: 'A candidate’s request arrives twice, and the same vote is given again.',
    source: 'paper section 5.2',
  },
  {
    id: 'vote-counted-once',
    family: 'elections',
    sentence: 'A voter’s answer arrives twice at a candidate and counts once.',
    source: 'paper section 5.2',
  },
  {
    id: 'late-vote-ignored',
    family: 'elections',
    sentence: 'A vote of an older term arrives and does not count.',
    source: 'paper section 5.1',
  },
  {
    id: 'pre-vote-refused-hears-leader',
    family: 'elections',
    sentence: 'A pre-vote is refused because a leader is alive.',
    source: 'thesis section 9.6',
  },
  {
    id: 'pre-vote-refused-log-behind',
    family: 'elections',
    sentence: 'A pre-vote is refused because the asker’s log is behind.',
    source: 'thesis section 9.6',
  },
  {
    id: 'pre-vote-lost',
    family: 'elections',
    sentence: 'A pre-candidate learns that it cannot win, and keeps its term.',
    source: 'thesis section 9.6',
  },
  {
    id: 'late-pre-vote-ignored',
    family: 'elections',
    sentence: 'An answer to an earlier round of pre-votes arrives and does not count.',
    source: 'thesis section 9.6',
  },
] as const satisfies readonly Situation[];

export const MEMBERS = [
  {
    id: 'joint-configuration',
    family: 'members',
    sentence: 'A change of the voters passes through C-old,new.',
    source: 'paper section 6',
  },
  {
    id: 'change-in-one-step',
    family: 'members',
    sentence: 'A single voter changes without a joint configuration.',
    source: 'thesis section 4.1',
  },
  {
    id: 'new-leader-in-joint-configuration',
    family: 'members',
    sentence: 'A leader is elected in C-old,new and has to finish the change.',
    source: 'paper section 6; thesis section 4.3',
  },
  {
    id: 'leader-leaves-while-joint',
    family: 'members',
    sentence: 'A leader leads by C-old,new, although C-new is without it.',
    source: 'paper section 6; thesis section 4.2.2',
  },
  {
    id: 'leader-removed',
    family: 'members',
    sentence: 'A leader commits its own removal and gives up.',
    source: 'thesis section 4.2.2',
  },
  {
    id: 'configuration-rolled-back',
    family: 'members',
    sentence: 'A configuration that was in force is cut off with its entry.',
    source: 'paper section 6',
  },
  {
    id: 'one-half-is-not-enough',
    family: 'members',
    sentence:
      'A majority of one half holds an entry, and without the other half it is not committed.',
    source: 'paper section 6',
  },
  {
    id: 'votes-of-one-half',
    family: 'members',
    sentence:
      'A candidate has a majority of one half, and without the other half it is not elected.',
    source: 'paper section 6',
  },
  {
    id: 'change-refused-in-progress',
    family: 'members',
    sentence: 'A change is refused because another one is not finished.',
    source: 'thesis section 4.1',
  },
  {
    id: 'newcomer-fed',
    family: 'members',
    sentence: 'A server that knew no members hears of a configuration.',
    source: 'thesis section 4.2.1',
  },
  {
    id: 'learner-caught-up',
    family: 'members',
    sentence: 'A learner finishes a round of catching up in less than an election timeout.',
    source: 'thesis section 4.2.1',
  },
  {
    id: 'learner-promotes-itself',
    family: 'members',
    sentence: 'A learner has caught up, and the leader makes it a voter unasked.',
    source: 'thesis section 4.2.1',
  },
  {
    id: 'promotion-refused',
    family: 'members',
    sentence: 'A learner is not made a voter, because it does not keep up.',
    source: 'thesis section 4.2.1',
  },
  {
    id: 'voter-demoted',
    family: 'members',
    sentence: 'A voter becomes a learner.',
    source: 'thesis section 4.2.1',
  },
  {
    id: 'removed-server-campaigns',
    family: 'members',
    sentence: 'A server that the leader’s configuration is without campaigns.',
    source: 'thesis section 4.2.3',
  },
  {
    id: 'wiped-server-comes-back',
    family: 'members',
    sentence: 'A wiped server is removed first and comes back as a new one.',
    source: 'paper section 5.2 (votes must survive); thesis section 4.1',
  },
  {
    id: 'recovered-by-one-server',
    family: 'members',
    sentence: 'An operator makes one server the sole voter of a new generation.',
    source: 'decision of this project; no section',
  },
  {
    id: 'server-fenced-off',
    family: 'members',
    sentence: 'A server hears that the cluster went on without it, and stops.',
    source: 'decision of this project; no section',
  },
] as const satisfies readonly Situation[];

export const TRANSFER = [
  {
    id: 'transfer-succeeds',
    family: 'transfer',
    sentence: 'The server that was told to campaign is elected.',
    source: 'thesis section 3.10',
  },
  {
    id: 'transfer-aborted',
    family: 'transfer',
    sentence: 'A hand-over does not succeed in time, and the leader goes on.',
    source: 'thesis section 3.10',
  },
  {
    id: 'transfer-waits-for-log',
    family: 'transfer',
    sentence: 'A hand-over has to bring the target up to date first.',
    source: 'thesis section 3.10',
  },
  {
    id: 'late-order-ignored',
    family: 'transfer',
    sentence: 'An order to campaign comes too late or from no leader, and nobody obeys.',
    source: 'thesis section 3.10',
  },
  {
    id: 'request-refused-in-transfer',
    family: 'transfer',
    sentence: 'A leader refuses a client because it is handing over.',
    source: 'thesis section 3.10',
  },
  {
    id: 'leader-hands-over-by-itself',
    family: 'transfer',
    sentence: 'A leader that led for long hands over unasked.',
    source: 'thesis section 3.10',
  },
] as const satisfies readonly Situation[];
