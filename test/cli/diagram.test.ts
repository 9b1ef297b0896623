import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../cli/program.ts';
import { packageVersion } from '../../cli/version.ts';
import { ticketOf } from '../../fuzz/index.ts';
import type { Output } from '../../cli/host.ts';
import { type CapturedHost, folderWith, hostIn } from './surroundings.ts';

const ELECTION =
  'test "an election"\ncluster of 2\nset 0.leaderTimeout to 0\ntick until one leader\n';
const FAILS = 'test "in vain"\ncluster of 2\ntick 50\ncheck 0.state is leader\n';
const LONG = 'test "long"\ncluster of 3\nset 0.leaderTimeout to 0\ntick 2500\n';

interface Drawn {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly folder: string;
}

/** Draws from a folder with these files. */
async function draw(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  over: { readonly out?: Partial<Output>; readonly host?: Partial<CapturedHost> } = {},
): Promise<Drawn> {
  const folder = folderWith(files);
  const host = { ...hostIn(folder, over.out), ...over.host };
  const status = await runCommandLine(['diagram', ...words], host);
  return { status, out: host.out.text(), err: host.err.text(), folder };
}

describe('whitewater diagram', () => {
  test('draws the one test of a file as text, unless something else is wanted', async () => {
    const { status, out, err } = await draw({ 'a.raft': ELECTION }, ['a.raft']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.split('\n')[0]).toBe('an election');
    expect(out).toMatch(/n0 becomes leader in term 1/);
  });

  test('speaks of a window only where one helps: nodes always have a column', async () => {
    const asking = Array.from({ length: 8 }, (_, client) => `client ${client} sends a\n`).join('');
    const words = ['a.raft', '--format', 'mermaid'];
    const crowded = await draw({ 'a.raft': `cluster of 38\n${asking}tick 5\n` }, words);
    expect(crowded.err).toContain('hint: the 38 nodes fit: a window');
    const large = await draw({ 'a.raft': `cluster of 50\n${asking}tick 5\n` }, words);
    expect(large.err).toContain(
      'mermaid can show 40\nhint: text shows any number: --format text\n',
    );
  });

  test.each([
    ['a.svg', /^<svg xmlns/],
    ['a.mmd', /^sequenceDiagram\n/],
    ['a.puml', /^@startuml\n/],
    ['a.log', /^\(\?<host>/],
    ['a.txt', /^an election\n/],
  ])('the ending of %s tells the format', async (name, begins) => {
    const drawn = await draw({ 'a.raft': ELECTION }, ['a.raft', '--out', name]);
    expect(drawn).toMatchObject({ status: 0, out: '', err: `wrote ${name}\n` });
    expect(readFileSync(join(drawn.folder, name), 'utf8')).toMatch(begins);
    expect(readdirSync(drawn.folder)).toHaveLength(2);
  });

  test('the same test is drawn the same, letter by letter', async () => {
    const words = ['a.raft', '--format', 'svg'];
    const [one, other] = [
      await draw({ 'a.raft': ELECTION }, words),
      await draw({ 'a.raft': ELECTION }, words),
    ];
    expect(one.out).toBe(other.out);
  });

  test('standard input has a diagram too', async () => {
    const readInput = async (): Promise<{ ok: true; text: string }> => ({
      ok: true,
      text: ELECTION,
    });
    const { status, out } = await draw({}, ['-', '--title', 'From a <pipe>'], {
      host: { readInput },
    });
    expect(status).toBe(0);
    expect(out).toMatch(/^From a <pipe>\n/);
  });

  test('of several tests, one must be named; the message lists them', async () => {
    const files = { 'two.raft': `${ELECTION}${FAILS}` };
    const several = await draw(files, ['two.raft']);
    expect(several.status).toBe(2);
    expect(several.err).toBe(
      'whitewater: two.raft has 2 tests, and a diagram is of one\n' +
        'hint: name it by its line, or by --grep:\n' +
        '  two.raft:1  an election\n  two.raft:5  in vain\n' +
        'or the first that fails: --around failure\n',
    );
    expect((await draw(files, ['two.raft:5'])).out).toMatch(/^in vain\n/);
    expect((await draw(files, ['two.raft', '--grep', 'VAIN'])).out).toMatch(/^in vain\n/);
    expect((await draw(files, ['two.raft', '--grep', 'x'])).err).toMatch(
      /no test's name contains "x"/,
    );
  });

  test('around a failure: the first test that fails, and the ticks before it', async () => {
    const files = { 'two.raft': `${ELECTION}${FAILS}` };
    const { status, out, err } = await draw(files, [
      'two.raft',
      '--around',
      'failure',
      '--margin',
      '12',
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(/^in vain\n/);
    expect(out).toMatch(/Left out: \d+ rows before tick 38\.\n$/);
    expect(err).toMatch(/^in vain fails at two\.raft:8: /);
    const holds = await draw({ 'a.raft': ELECTION }, ['a.raft', '--around', 'failure']);
    expect(holds.status).toBe(2);
    expect(holds.err).toMatch(/an election holds, so there is nothing around a failure/);
  });

  test.each([
    [['a.raft', '--from', '9', '--to', '4'], /--from 9 is behind --to 4\nhint: --from 4 --to 9/],
    [['a.raft', '--from', 'x'], /--from "x" is not a tick/],
    [['a.raft', '--from', '9000'], /--from 9000 is behind the end: the run has \d+ ticks/],
    [['a.raft', '--around', 'lunch'], /--around "lunch" is no place/],
    [['a.raft', '--around', '4', '--to', '9'], /--around and --from or --to exclude each other/],
    [['a.raft', '--margin', '4'], /--margin goes with --around/],
    [['a.raft', '--out', 'a.png'], /the ending of a\.png tells no format/],
    [['a.raft', '--out', 'nowhere/a.svg'], /cannot write nowhere\/a\.svg/],
    [['a.raft', '--format', 'png'], /Allowed choices are text, svg, mermaid, plantuml, shiviz/],
    [['a.raft', '--width', '3'], /--width 3 is too narrow/],
    [['a.raft:0'], /no test of a\.raft stands in line 0/],
    [['b.raft'], /there is no file or folder b\.raft/],
    [['bad.raft'], /there is no command `tock`[^]*bad\.raft has mistakes, so nothing was drawn/],
    [['empty.raft'], /there are no tests in empty\.raft/],
  ])('%j is a mistake that is explained', async (words, says) => {
    const files = { 'a.raft': ELECTION, 'bad.raft': 'cluster of 3\ntock 4\n', 'empty.raft': '\n' };
    const { status, out, err, folder } = await draw(files, words);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(says);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test.each(['svg', 'mermaid', 'plantuml'])(
    '%s of a long run says which part fits',
    async (format) => {
      const words = ['long.raft', '--heartbeats', '--format', format];
      const { status, out, err } = await draw({ 'long.raft': LONG }, words);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      const [, line = ''] = /npx whitewater diagram (long\.raft .*)\n/.exec(err) ?? [];
      const part = await draw({ 'long.raft': LONG }, line.split(' '));
      expect(part.status, part.err).toBe(0);
    },
  );

  test('a ticket has a diagram, a damaged one a reason', async () => {
    const spec = { seed: '1.7', profile: 'calm', overrides: { ticks: 60 } } as const;
    const ticket = ticketOf(packageVersion(), spec);
    const { status, out } = await draw({}, [ticket, '--to', '40']);
    expect(status).toBe(0);
    expect(out).toMatch(/becomes leader/);
    expect((await draw({}, [`${ticket}0`])).err).toMatch(/ticket/);
    expect((await draw({}, [ticketOf('0.0.9', spec)])).err).toMatch(/made by version 0\.0\.9/);
  });

  test('a terminal of 20 columns gets lines of 20 letters', async () => {
    const words = ['a.raft', '--from', '2', '--to', '5', '--title', 'a title of more than 20'];
    const { out } = await draw({ 'a.raft': ELECTION }, words, {
      out: { terminal: true, columns: 20 },
    });
    expect(out.replaceAll('\n', ' ')).toMatch(/^a title of more than 20 .* Left out: /);
    for (const line of out.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(20);
    expect(out.replace(/\s+/g, ' ')).toMatch(/vote-request/);
  });

  test('who reads no further ends it, and no part of a file is left', async () => {
    const stopped = hostIn(folderWith({ 'long.raft': LONG }));
    const ready = (): Promise<void> => {
      stopped.interrupt();
      return Promise.resolve();
    };
    const pipe = { ...stopped, out: { ...stopped.out, ready } };
    expect(await runCommandLine(['diagram', 'long.raft'], pipe)).toBe(130);
    const host = hostIn(folderWith({ 'long.raft': LONG }));
    host.interrupt();
    expect(await runCommandLine(['diagram', 'long.raft', '--out', 'a.svg'], host)).toBe(130);
    expect(existsSync(join(host.folder, 'a.svg'))).toBe(false);
    expect(readdirSync(host.folder)).toHaveLength(1);
  });
});

describe('the pages', () => {
  const page = readFileSync('docs/diagrams.md', 'utf8');
  const commands = [...page.matchAll(/^\$ npx whitewater (diagram .*) --out (\S+\.svg)$/gm)];

  test('have a picture for each command that makes one', () => {
    const made = commands.map(([, , name = '']) => name);
    expect(readdirSync('docs/pictures').sort()).toEqual(made.sort());
    for (const name of made) expect(page).toContain(`](pictures/${name})`);
  });

  test.each(commands.map(([, line = '', name = '']) => [name, line]))(
    '%s is what its command makes; if the new one is right, put it into docs/pictures',
    async (name, line) => {
      const host = hostIn(process.cwd());
      await runCommandLine([...line.split(' '), '--format', 'svg'], host);
      expect(host.out.text()).toBe(readFileSync(`docs/pictures/${name}`, 'utf8'));
    },
  );

  test('show in Mermaid what they show as text', async () => {
    const [, raft = ''] = /```raft write\.raft\n([^]*?)```/.exec(page) ?? [];
    const [, line = ''] = /^\$ npx whitewater diagram (write\.raft .*)$/m.exec(page) ?? [];
    const [, shown = ''] = /```mermaid\n([^]*?)```/.exec(page) ?? [];
    const words = [...line.split(' '), '--format', 'mermaid'];
    expect((await draw({ 'write.raft': raft }, words)).out).toBe(shown);
  });
});
