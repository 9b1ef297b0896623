// What the tests of the language share.

import { type ParsedFile, parseFile, runTest, type TestResult } from '../../dsl/index.ts';
import type { Limits, RunOptions } from '../../dsl/index.ts';
import { DEFAULT_LIMITS } from '../../dsl/index.ts';
import type { Statement } from '../../dsl/ast.ts';
import { DiagnosticSink } from '../../dsl/diagnostics.ts';
import { SourceLoader } from '../../dsl/source.ts';

export const NO_FILES = { read: (): string | undefined => undefined };

/** The snippets of the language's brief, abridged to what runs: one line per form. */
export const RUNNING_LINES: readonly string[] = [
  'set 0.leaderTimeout to 0',
  'set all.electionTimeout to 10..20',
  'set network.latency to 1..3',
  'set disk.latency to 0..2',
  'set client.timeout to 40',
  'tick',
  'tick 20',
  'tick to 120',
  'tick 0 3 times',
  'tick until leader.commitIndex >= 5 within 200',
  'tick until all.commitIndex is 5 and no candidate',
  'tick until event stepped-down on 2',
  'tick until event configuration-changed on 2',
  'settle',
  'settle 0 2',
  'check 0.state is leader',
  'check all.log match',
  'check one leader',
  'check no leader',
  'check 1.log is [1 1 2]',
  'check 2.config is {0 1 2}',
  'check 0 has committed foo',
  'check 2 has not applied baz',
  'check quorum of {0 1 2} has foo',
  'check {0 1 2} recover alone',
  'check followers recover alone',
  'check not (0.term = 1 or 1.term != 2) and n2.vote is nobody',
  'check leader.term == 0.currentTerm',
  'always 4.state is not candidate',
  'never leader.term > 3',
  'eventually all.applied is 9 within 500',
  'client foo bar baz',
  'client "two words" {1 2} [3 4] 5 tick',
  'client 1 sends foo to 2',
  'client 1 sends foo to 2 without redirects',
  'client 1 writes x = 5',
  'client 1 cas x from 5 to 6',
  'client 1 reads x expecting nothing',
  'client 1 reads x by lease from 0',
  'client 1 reads x by index',
  'client 1 reads x stale from 2',
  'client 1 retries',
  'expect error not-leader: client 1 sends foo to 2 without redirects',
  'crash 0',
  'crash leader',
  'crash 0 before next sync',
  'restart 0 after 30',
  'wipe 0',
  'pause 1',
  'resume 1',
  'partition 0 1 | 2 3 4',
  'isolate leader',
  'cut 0 -> 1',
  'cut 0 <-> 1',
  'heal',
  'heal 0 1',
  'lose 10%',
  'duplicate 5%',
  'delay 1..20 on 0 -> 2',
  'reorder 20%',
  'replay 5%',
  'replay 5% on 0 -> 1',
  'delay 1..20 exponential',
  'delay 1..20 bimodal on 0 <-> 1',
  'clog 0 -> 1 for 30',
  'clog {0 1} <-> followers for 30',
  'shuffle',
  'shuffle off',
  'set network.queue to 8',
  'drop next 2 append-request from 0 to 1',
  'drop all vote-response to 3',
  'hold append-request from 0 to 1',
  'release',
  'deliver vote-request from 1 to 0',
  'disk 0 slow 5..10',
  'disk 0 fails next sync',
  'disk 0 full',
  'disk 0 loses 3 entries',
  'disk 0 works',
  'corrupt 0 entry 3',
  'clock 1 runs 150%',
  'clock 1 stops 20',
  'when 2.state is candidate: crash 2',
  'at event 17 of tick 40: drop it',
  'add 5',
  'add 5 as learner',
  'add 5 then promote',
  'promote 3',
  'demote 2',
  'remove 0',
  'replace 0 with 5',
  'reconfigure to {1 2 3}',
  'transfer leadership to 2',
  'transfer leadership to 2 through 1',
  'snapshot 0',
  'compact 0 to 10',
  'attach 5 to 2',
  'recover 1 as sole voter',
  'chaos leader dies every 50..80 ticks',
  'step down 0',
  'campaign 1',
  'forget leader 2',
  'calm',
  'reseed 7',
  'show state',
  'show log 0',
  'show messages',
  'show trace 10',
  'show request c1.3',
  'show config',
  'run random 500 ticks',
  'run random 500 ticks with crashes, partitions, reconfigurations',
  'run random until covered',
  'no convergence',
  'expect violation of election safety',
];

export function parse(text: string, limits: Partial<Limits> = {}): ParsedFile {
  return parseFile('test.raft', text, NO_FILES, limits);
}

/** The sentences of everything that is wrong with a text. */
export function problems(text: string): string[] {
  return parse(text).diagnostics.map((diagnostic) => diagnostic.message);
}

/** Runs the first test of a text, which must be free of mistakes. */
export function run(
  text: string,
  options: RunOptions = {},
  limits: Partial<Limits> = {},
): TestResult {
  return runAll(text, options, limits)[0];
}

/** Runs all tests of a text. */
export function runAll(
  text: string,
  options: RunOptions = {},
  limits: Partial<Limits> = {},
): TestResult[] {
  const parsed = parse(text, limits);
  if (parsed.diagnostics.length > 0) throw new Error(parsed.diagnostics[0].message);
  return parsed.tests.map((test) => runTest(test, options));
}

/** The statements of a text as a tree, without asking whether they make sense. */
export function tree(text: string): readonly Statement[] {
  const sink = new DiagnosticSink(10);
  const loader = new SourceLoader('test.raft', NO_FILES, DEFAULT_LIMITS, sink);
  const names = /^elect /.test(text) ? 'define elect\nend\n' : '';
  const { statements } = loader.load('test.raft', names + text);
  const [problem] = sink.list().filter(({ code }) => code !== 'use-missing');
  if (problem !== undefined) throw new Error(problem.message);
  return names === '' ? statements : statements.slice(1);
}
