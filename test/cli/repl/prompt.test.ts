// The prompt at a made-up terminal and at a pipe; the transcripts of its page; its history.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { loadModules } from '../../../cli/engine.ts';
import { runCommandLine } from '../../../cli/program.ts';
import { helpLines } from '../../../cli/repl/help.ts';
import { historyPath, openHistory } from '../../../cli/repl/history-file.ts';
import { Prompt } from '../../../cli/repl/prompt.ts';
import { replCommand, type TypedReplOptions } from '../../../cli/repl/repl.ts';
import { PROMPT_WORDS } from '../../../cli/repl/words-of-prompt.ts';
import { commands, parseFile, Session } from '../../../dsl/index.ts';
import { createRandomPort } from '../../../fuzz/index.ts';
import { PLAIN, stepLine } from '../../../view/index.ts';
import { blocksOf, rowsBelow } from '../../docs/pages.ts';
import { type CapturedHost, folderWith, hostIn } from '../surroundings.ts';

const ELECT = ['cluster of 3', 'set 0.leaderTimeout to 0', 'tick until 0.state is leader'];
const engine = await loadModules();

interface Opened {
  readonly prompt: Prompt;
  readonly host: CapturedHost;
  readonly type: (...lines: readonly string[]) => Promise<string>;
}

/** A prompt; what is typed answers what was written meanwhile. */
function open(files: Readonly<Record<string, string>> = {}, columns = 80): Opened {
  const host = hostIn(folderWith(files), { terminal: true, columns });
  const session = new Session({ name: 'prompt', random: createRandomPort() });
  const { renderDiagnostic } = engine;
  const prompt = new Prompt({ session, host, style: PLAIN, renderDiagnostic });
  const type = async (...lines: readonly string[]): Promise<string> => {
    const { length } = host.out.text();
    for (const line of lines) await prompt.take(line);
    return host.out.text().slice(length);
  };
  return { prompt, host, type };
}

/** Runs `repl` with what comes through a pipe. */
async function piped(
  text: string,
  file?: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ status: number; out: string; folder: string }> {
  const host = hostIn(folderWith(files));
  const input = new PassThrough();
  input.end(text);
  const streams = { input, output: new PassThrough(), isTerminal: false };
  const status = await replCommand(file, { seed: '1' }, host, streams);
  return { status, out: host.out.text(), folder: host.folder };
}

/** A terminal at which keys are pressed, and everything that it shows. */
function terminal(typed: Partial<TypedReplOptions> = {}, columns = 80, folder = folderWith({})) {
  let shown = '';
  const output = Object.assign(
    new Writable({
      write(piece: Buffer, _encoding, done) {
        shown += piece.toString();
        done();
      },
    }),
    { columns },
  );
  const input = new PassThrough();
  const host = hostIn(folder, {
    ...{ terminal: true, columns },
    write: (text) => void output.write(text),
  });
  const streams = { input, output, isTerminal: true };
  const ended = replCommand(undefined, { seed: '1', history: false, ...typed }, host, streams);
  const sees = (text: string): Promise<void> =>
    vi.waitFor(() => expect(shown).toContain(text), { timeout: 20_000, interval: 2 });
  const press = (keys: string): void => void input.write(keys);
  return { press, sees, ended, shown: () => shown, host, input };
}

/** A transcript of the page, played: the lines after a prompt are typed. */
async function played(transcript: string): Promise<string> {
  const { prompt, host, type } = open({}, 100);
  for (const line of transcript.trimEnd().split('\n')) {
    const typed = /^(?:(?:whitewater|tick [^>]*)> | +\.\.\. +)(.*)$/.exec(line)?.[1];
    if (typed === undefined) continue;
    host.out.write(`${prompt.text}${typed}\n`);
    await type(typed);
  }
  return host.out.text();
}

function patternOf(transcript: string): RegExp {
  const lines = transcript.trimEnd().split('\n');
  const parts = lines.map((line) =>
    line.trim() === '…'
      ? '(?:.*\\n)*?'
      : `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}\\n`,
  );
  return new RegExp(`^${parts.join('')}$`);
}

describe('docs/repl.md', () => {
  const transcripts = blocksOf('docs/repl.md').filter(({ word }) => word === 'prompt');
  test.each(transcripts)('line $line is what the prompt does', async ({ text }) => {
    expect(await played(text)).toMatch(patternOf(text));
  });

  test('lists the words of the prompt', () => {
    const rows = rowsBelow('docs/repl.md', '## Words of the prompt');
    const words = rows.map(([cell = '']) => /`([a-z]+)/.exec(cell)?.[1]);
    expect(words).toEqual(PROMPT_WORDS.map(({ name }) => name));
    expect(transcripts.length).toBeGreaterThan(4);
  });
});

describe('a prompt', () => {
  test('says where it stands, and briefly where there is little room', async () => {
    const wide = open();
    const narrow = open({}, 20);
    expect([wide.prompt.text, narrow.prompt.text]).toEqual(['whitewater> ', '> ']);
    for (const { type } of [wide, narrow]) await type(...ELECT);
    expect([wide.prompt.text, narrow.prompt.text]).toEqual(['tick 5, n0 leads> ', '5 n0> ']);
    for (const { type } of [wide, narrow]) await type('repeat 2 times');
    expect([wide.prompt.text, narrow.prompt.text]).toEqual(['    ...   ', '...   ']);
    for (const { type } of [wide, narrow]) await type('check no leader', 'end');
    expect([wide.prompt.text, narrow.prompt.text]).toEqual(['tick 5, ended> ', '5 end> ']);
  });

  test('breaks what it says at blanks, however narrow the terminal', async () => {
    const { type } = open({}, 40);
    await type(...ELECT, 'watch one leader');
    const said = [
      await type('tick untli one leader'),
      await type('show request'),
      await type('client 1 writes x = 5', 'tick 8', 'show request c1.1'),
      await type('crash 0'),
      await type('check stateMachine.x is 6'),
    ].map((text) => text.split('  state at tick')[0] ?? '');
    for (const line of said.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(said[1]).toContain(
      'expected a request\n  such as c1.3, but found the end of the\n  line',
    );
    expect(said[2]).toMatch(/tick 5 +c1 {2}asks n0: x = 5/);
    expect(said[3]).toBe('tick 13: one leader: does not hold any\n  more: there is no leader\n');
  });

  test('tells its own words from statements in an open block', async () => {
    const { type } = open();
    await type(...ELECT);
    const said = await type('repeat 2 times', 'undo');
    expect(said).toContain('`undo` is a word of the prompt, and a block is open');
    expect(said).toContain('hint: `end` completes the block, Ctrl-C throws it away');
  });

  test('explains every command from the table', () => {
    const overview = helpLines('', 80, PLAIN).join('\n');
    for (const { name, help, forms } of commands) {
      expect(overview).toContain(name);
      const explained = helpLines(name, 200, PLAIN);
      expect(explained).toContain(help);
      for (const form of forms) expect(explained).toContain(`  ${form}`);
    }
    expect(helpLines('TICK  until', 80, PLAIN)[0]).toBe('Lets time pass.');
    expect(helpLines('undo', 80, PLAIN)).toContain('  undo N');
    expect(helpLines('tikc', 80, PLAIN).at(-1)).toContain('did you mean `tick`?');
    for (const line of helpLines('', 20, PLAIN)) expect(line.length).toBeLessThan(32);
  });

  test.each([
    ['undo', 'nothing to undo'],
    ['undo x', 'undo takes a number'],
    ['undo -1', 'undo takes a number'],
    ['watch one leader', 'there is no cluster to watch yet'],
    ['watch', 'nothing is watched'],
    ['judge', 'no test to judge'],
    ['text', 'there is no test yet'],
    ['save', 'there is no test yet'],
    ['load', 'load needs the name of a file'],
    ['load none.raft', 'cannot read none.raft'],
    ['tick 5', 'type `cluster of 3` first'],
    ['xyzzyx', '`help` lists all commands'],
    ['tick \u0007', 'bytes that no text has'],
    ['end', 'this `end` closes nothing'],
  ])('answers `%s` with what to do', async (line, answer) => {
    const { type, prompt } = open();
    expect(await type(line)).toContain(answer);
    expect(prompt.text).toBe('whitewater> ');
  });

  test('says what failed as `run` does, with the line as it was typed', async () => {
    const { type, prompt } = open();
    const said = await type(...ELECT, 'check 1.state is leader');
    expect(said).toContain('prompt:4:1: error: this does not hold');
    expect(said).toContain(' 4 | check 1.state is leader\n');
    expect(said).toMatch(/observed {2}n1\.state is follower[\s\S]*state at tick 5:[\s\S]*what led/);
    expect(said).not.toContain('see it again');
    expect(prompt.status).toBe(1);
    expect(await type('undo', 'undo')).toBe(
      'undone: check 1.state is leader\nundone: tick until 0.state is leader\n',
    );
  });

  test('tells of a test that has ended', async () => {
    const { type } = open();
    const said = await type(...ELECT, 'repeat 2 times', 'check 1.state is leader', 'end');
    expect(said).toContain('the test has ended here');
    expect(await type('tick 5')).toContain('undo steps back before the statement that failed');
    expect(await type('show log 0')).toBe('n0 1@1 no-op  durable\n');
    expect(await type('undo', 'tick 5')).not.toContain('ended');
  });

  test('tells of a property that broke as it was expected to', async () => {
    const { type } = open();
    const said = await type(
      ...['expect violation of convergence', ...ELECT, 'check 0.state is leader', 'judge'],
    );
    expect(said).toContain('convergence was expected to break, and nothing did');
    expect(said).toContain('✗ failed at tick');
  });

  test('judges a test, and goes on where it was', async () => {
    const { type, prompt } = open();
    expect(await type(...ELECT, 'crash 0', 'judge')).toMatch(/^✓ passed at tick \d+, with hash/);
    expect(prompt.text).toBe('tick 5, no leader> ');
  });

  test('tells of what is watched how it stands, also of a node that an undo took away', async () => {
    const { type } = open();
    await type('cluster of 1', 'add 1', 'tick 40', 'watch 1.state is follower');
    expect(await type('watch')).toBe('1.state is follower: holds now: n1.state is follower\n');
    const gone = '1.state is follower: does not hold now: n1.state is absent\n';
    expect(await type('undo 2')).toBe(`undone: add 1\nundone: tick 40\n${gone}`);
    expect(await type('watch')).toBe(gone);
    // What did not change is not told.
    expect(await type('tick', 'undo')).toBe('undone: tick\n');
    await type('unwatch');
    expect(await type('watch')).toContain('nothing is watched');
  });

  test('loads a file', async () => {
    const { type, prompt } = open({ 'a.raft': `${ELECT.join('\n')}\nshow log 0\n\n` });
    expect(await type('load "a.raft"')).toBe('n0 1@1 no-op  durable\n');
    expect(prompt.text).toBe('tick 5, n0 leads> ');
  });

  test('saves, but in place of nothing that it did not write', async () => {
    const { type, host } = open({ 'mine.raft': 'cluster of 1\n' });
    await type('test "of # mine"', ...ELECT, 'client "a # b"');
    expect(await type('save mine.raft')).toContain('mine.raft is there already');
    expect(await type('save new.raft')).toContain('saved new.raft: 8 lines');
    expect(await type('tick 4', 'save new.raft')).toContain('saved new.raft: 9 lines');
    expect(await type('save none/new.raft')).toContain('cannot write none/new.raft');
    const hash = /hash ([0-9a-f]{16})/.exec(host.out.text().split('9 lines')[1] ?? '')?.[1];
    const run = hostIn(host.folder);
    expect(await runCommandLine(['run', 'new.raft', '--seed', '5'], run)).toBe(0);
    expect(run.out.text()).toContain(hash);
  });

  test('says when what it saved does not run from there', async () => {
    const { prompt, host } = open({ 'a/own.raft': 'define one-tick\n  tick\nend\n' });
    const session = new Session({
      ...{ name: 'a/my.raft' },
      files: { read: () => readFileSync(join(host.folder, 'a/own.raft'), 'utf8') },
    });
    const { renderDiagnostic } = engine;
    const other = new Prompt({ session, host, style: PLAIN, renderDiagnostic });
    await other.open('use "own.raft"\ncluster of 1\none-tick\n', null);
    await other.take('save saved.raft');
    expect(host.out.text()).toContain('it does not run from there');
    expect(prompt.status).toBe(0);
  });

  test('completes commands, its own words, and what was defined', async () => {
    const { type, prompt } = open();
    await type(...ELECT, 'define wait-a-bit', 'tick', 'end');
    expect(prompt.completionOf('un').candidates).toEqual(['undo', 'unwatch']);
    expect(prompt.completionOf('wai').candidates).toEqual(['wait-a-bit']);
    expect(prompt.completionOf('help tran').candidates).toEqual(['transfer leadership to']);
    expect(prompt.completionOf('clu').candidates).toEqual(['cluster of']);
    expect(prompt.completionOf('run').candidates).toEqual(['run random']);
    expect(prompt.completionOf('tic').candidates).toEqual(['tick']);
    expect(prompt.completionOf('check 0.state is lead').candidates).toEqual(['leader']);
    await type('repeat 2 times');
    expect(prompt.completionOf('un').candidates).toEqual([]);
  });
});

describe('a pipe', () => {
  test('is taken line by line, and says how it went', async () => {
    const good = await piped(`${ELECT.join('\n')}\nshow log 0`);
    expect(good).toMatchObject({ status: 0, out: 'n0 1@1 no-op  durable\n' });
    const failing = await piped(`${ELECT.join('\r\n')}\r\ncheck no leader\r\nshow log 0\r\n`);
    expect(failing.status).toBe(1);
    expect(failing.out).toMatch(/this does not hold[\s\S]*n0 1@1 no-op {2}durable\n$/);
    expect(await piped('cluster of 3\ntikc\ntick 5\ncheck no leader')).toMatchObject({ status: 2 });
    expect(await piped('cluster of 3\nquit\ntikc')).toMatchObject({ status: 0, out: '' });
    const open = await piped('cluster of 3\nrepeat 3 times\n  tick\n');
    expect(open).toMatchObject({ status: 2 });
    expect(open.out).toContain('`repeat 3 times` has no `end`');
  });

  test('goes on after a file', async () => {
    const files = {
      'two.raft': `test "a"\ncluster of 1\ntick 3\ntest "b"\n${ELECT.join('\n')}\n`,
      'bad.raft': 'cluster of 3\ntikc 5\n',
    };
    expect(await piped('show log 0', 'two.raft', files)).toMatchObject({
      out: 'n0 1@1 no-op  durable\n',
    });
    expect(await piped('undo 2\nshow config', 'two.raft:2', files)).toMatchObject({ status: 2 });
    expect((await piped('show config', 'two.raft:2', files)).out).toBe('n0 {0}\n');
    expect(await piped('tick', 'bad.raft', files)).toMatchObject({
      status: 2,
      out: expect.stringContaining('bad.raft:2:1: error') as string,
    });
    await expect(piped('', 'none.raft', files)).rejects.toThrow('there is no file');
    await expect(piped('', '.', files)).rejects.toThrow('is not one file');
  });

  test('that closes ends it, and nothing that was saved is lost', async () => {
    const host = hostIn(folderWith({}));
    const input = new PassThrough();
    const streams = { input, output: new PassThrough(), isTerminal: false };
    const ended = replCommand(undefined, { seed: '1' }, host, streams);
    input.write('cluster of 3\nsave a.raft\ntick 9000000\n');
    await vi.waitFor(() => expect(host.out.text()).toContain('saved a.raft'), { timeout: 20_000 });
    host.interrupt();
    expect(await ended).toBe(130);
    expect(
      parseFile('a.raft', readFileSync(join(host.folder, 'a.raft'), 'utf8')).tests,
    ).toHaveLength(1);
  });
});

describe('a terminal', () => {
  test('edits, completes, recalls and stops', async () => {
    const folder = folderWith({ history: 'cluster of 5\ntick 1\n' });
    const { press, sees, ended, shown } = terminal({ history: 'history' }, 80, folder);
    await sees('whitewater> ');
    press('\u001b[A');
    press('\u001b[A');
    press('\r');
    await sees('tick 0, no leader> ');
    press('set 0.leaderT');
    press('\t');
    press('to 0\rtick until 0.state is leader\r');
    await sees('tick 5, n0 leads> ');
    press('tick 9000000\r');
    press('\u0003');
    await sees('back before the statement');
    press('junk');
    press('\u0003');
    press('show log 0\r');
    await sees('n0 1@1 no-op  durable');
    press('\u0003');
    await sees('(quit, or Ctrl-D, ends the prompt)');
    press('\u0004');
    expect(await ended).toBe(0);
    expect(shown()).not.toContain('error');
    expect(readFileSync(join(folder, 'history'), 'utf8')).toBe(
      [
        ...['cluster of 5', 'tick 1', 'cluster of 5', 'set 0.leaderTimeout to 0'],
        ...['tick until 0.state is leader', 'tick 9000000', 'show log 0', ''],
      ].join('\n'),
    );
  });

  test('of 20 columns shows everything', async () => {
    const { press, sees, ended, shown, host } = terminal({}, 20);
    await sees('> ');
    press(`${ELECT.join('\r')}\rcheck 1.state is leader\r`);
    await sees('5 n0> ');
    await sees('the prompt goes on');
    press(`check all.commitIndex >= 30 and 0.state is candidate or one leader\r`);
    await sees('5 n0> ');
    press('tick untli 0.commitIndex >= 30 and one leader\r');
    await sees('did you mean');
    press('undo 99999999\r');
    await sees('hint: undo 5');
    press('\u0003');
    await sees('ends the prompt');
    press('help undo\rexit\r');
    expect(await ended).toBe(0);
    for (const line of host.out.text().split('\n')) expect(line.length).toBeLessThanOrEqual(20);
    expect(shown().replace(/\s+/g, ' ')).toContain('n1.state is follower');
  });

  test('that is left while a statement runs stops it, and shows no prompt any more', async () => {
    const { press, sees, ended, shown, input } = terminal();
    press('cluster of 3\r');
    await sees('tick 0, no leader> ');
    press('tick 9000000\rtick 1\r');
    press('\u0004');
    expect(await ended).toBe(0);
    await sees('back before the statement');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(shown()).toMatch(/back before the statement\n$/);
    // An input that flows again would keep the command from ending.
    expect(input.isPaused()).toBe(true);
  });

  test('keeps a half-typed line from ending it', async () => {
    const { press, sees, ended, shown } = terminal();
    await sees('whitewater> ');
    press('half');
    press('\u0004');
    press('\u0003');
    press('cluster of 3\r');
    await sees('tick 0, no leader> ');
    expect(shown()).not.toContain('error');
    press('\u0004');
    expect(await ended).toBe(0);
  });

  test('that goes away ends it', async () => {
    const { press, sees, ended, host } = terminal();
    press('cluster of 3\r');
    await sees('tick 0, no leader> ');
    press('tick 9000000\r');
    host.interrupt();
    expect(await ended).toBe(130);
  });
});

describe('the history', () => {
  test('is kept where the user keeps such things', () => {
    expect(historyPath({ XDG_STATE_HOME: '/home/me/state' })).toBe(
      '/home/me/state/whitewater/history',
    );
    expect(historyPath({ XDG_STATE_HOME: 'relative' })).toMatch(
      /\/\.local\/state\/whitewater\/history$/,
    );
  });

  test('passes over what is damaged, and loses nothing of the rest', () => {
    const folder = folderWith({});
    const path = join(folder, 'deep/history');
    expect(openHistory(path)).toMatchObject({ lines: [], remarks: [] });
    openHistory(path).add('tick 1');
    const bytes = [readFileSync(path), Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a]), 'tick 2'];
    writeFileSync(path, Buffer.concat(bytes.map((each) => Buffer.from(each))));
    const history = openHistory(path);
    expect(history.lines).toEqual(['tick 1', 'tick 2']);
    expect(history.remarks).toEqual([`history: 2 damaged lines of ${path} passed over`]);
    // The torn last line gets its end.
    history.add('tick 3');
    history.add('\u001b[31m');
    expect(openHistory(path).lines).toEqual(['tick 1', 'tick 2', 'tick 3']);
  });

  test('forgets the oldest lines', () => {
    const path = join(folderWith({}), 'history');
    const lines = Array.from({ length: 90_000 }, (_, at) => `tick to ${at} # so long a line`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    expect(openHistory(path).lines).toEqual(lines.slice(-1_000));
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(1_001);
  });

  test('that cannot be had is no reason to stay away', () => {
    const folder = folderWith({ file: '' });
    const isFolder = openHistory(folder);
    expect(isFolder.remarks).toEqual([`no history: ${folder}: it is no ordinary file`]);
    expect(isFolder.add('tick')).toBeUndefined();
    const below = openHistory(join(folder, 'file', 'history'));
    expect(below.remarks).toEqual([expect.stringContaining('a part of the path is not a folder')]);
    // Nobody writes into this pipe: whoever opened it in the ordinary way would wait for ever.
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(openHistory(pipe).remarks).toEqual([`no history: ${pipe}: it is no ordinary file`]);
    // An empty HOME is no folder, least of all the present one.
    expect(historyPath({ HOME: '' })).toBeNull();
  });
});

describe('run --repl-on-failure', () => {
  test('is named by every report of what can be read again', () => {
    const replay = { file: 'a b.raft', seed: '7', line: 3, name: null, bug: 'bugs/x' };
    const step = 'npx whitewater run "a b.raft:3" --seed 7 --bug bugs/x --repl-on-failure';
    expect(stepLine(replay)).toBe(step);
    expect(stepLine({ ...replay, file: '<stdin>' })).toBeNull();
    expect(stepLine({ ...replay, ticket: '0.1.0:calm:1.2:ab' })).toBe(
      'npx whitewater replay 0.1.0:calm:1.2:ab --bug bugs/x --repl-on-failure',
    );
  });

  test.each([
    ['--json', '--json'],
    ['--watch', '--watch'],
    ['--update', '--update'],
    ['--reporter=tap', '--reporter tap'],
  ])('refuses %s', async (option, named) => {
    const host = hostIn(folderWith({ 'a.raft': 'cluster of 1\n' }));
    expect(await runCommandLine(['run', 'a.raft', '--repl-on-failure', option], host)).toBe(2);
    expect(host.err.text()).toContain(`--repl-on-failure and ${named} exclude each other`);
  });

  test('opens no prompt when all is well, nor on standard input', async () => {
    const host = hostIn(folderWith({ 'a.raft': 'cluster of 1\n' }));
    expect(await runCommandLine(['run', 'a.raft', '--repl-on-failure'], host)).toBe(0);
    expect(await runCommandLine(['run', '-', '--repl-on-failure'], host)).toBe(2);
    expect(host.err.text()).toContain('--repl-on-failure needs a file');
  });
});
