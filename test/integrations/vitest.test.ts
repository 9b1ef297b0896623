import { SourceMap } from 'node:module';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type ParsedFile, parseFile, runTest } from '../../dsl/index.ts';
import { createRandomPort } from '../../fuzz/index.ts';
import { readText, shownPath, usedFiles } from '../../integrations/files.ts';
import { testModule, type TestModule, unreadableModule } from '../../integrations/vitest/module.ts';
import { judgeOptions } from '../../integrations/vitest/options.ts';
import { raftFile, type FileSetup } from '../../integrations/vitest/runtime.ts';
import { UseGraph } from '../../integrations/vitest/use-graph.ts';
import { folderWith } from '../cli/surroundings.ts';

const FOLDER = '/project';
const SETUP = { folder: FOLDER, seed: '1', limits: {} };

function parsed(text: string, used: Readonly<Record<string, string>> = {}): ParsedFile {
  return parseFile('my.raft', text, { read: (path) => used[path] });
}

function moduleOf(text: string, used: Readonly<Record<string, string>> = {}): TestModule {
  const file = parsed(text, used);
  return testModule({ path: `${FOLDER}/my.raft`, parsed: file, refusals: [], setup: SETUP });
}

/** A call of `test` by a module. */
interface Call {
  readonly name: string;
  readonly skipped: boolean;
  /** Line of the scenario that it is mapped to. */
  readonly line: number;
  readonly body: ((context: object) => unknown) | undefined;
}

interface Called {
  readonly calls: readonly Call[];
  readonly setups: readonly FileSetup[];
  readonly context: Readonly<Record<string, unknown>>;
}

/** Runs a module with doubles in place of its imports; whatever else it does is seen in the context. */
function called({ code, map }: TestModule): Called {
  const calls: Call[] = [];
  const setups: FileSetup[] = [];
  const source = new SourceMap({ ...map, file: '', sourceRoot: '' });
  const lines = code.split('\n');
  const note =
    (skipped: boolean) =>
    (name: string, ...rest: unknown[]): void => {
      // One call a line, in order.
      const at = lines.findIndex((line, place) => place >= next && line.startsWith('test'));
      next = at + 1;
      const { originalLine } = source.findEntry(at, 5) as { originalLine: number };
      const body = rest.at(-1) as Call['body'];
      calls.push({ name, skipped, line: originalLine + 1, body });
    };
  let next = 0;
  const context = {
    test: Object.assign(note(false), { skip: note(true) }),
    raftFile(setup: FileSetup) {
      setups.push(setup);
      return raftFile(setup);
    },
  };
  runInNewContext(code.replace(/^import .*$/gm, ''), context);
  return { calls, setups, context };
}

const NASTY = [
  '</script><img src=x onerror=globalThis.hacked=1>',
  "'); globalThis.hacked = 1; ('",
  '${globalThis.hacked=1} `x`',
  '%s %d $x $& $1 ; # */ // \\',
  'import.meta.glob("x") vi.mock("y") \u2028 \u2029',
];

describe('the module of a file', () => {
  test.each(NASTY)('holds %j as data, in names and values', (nasty) => {
    const text = `test ${JSON.stringify(nasty)}\ncluster of 1\nclient ${JSON.stringify(nasty)}\n`;
    const module = moduleOf(text);
    const { calls, setups, context } = called(module);
    expect(calls.map(({ name }) => name)).toEqual(parsed(text).tests.map(({ name }) => name));
    expect(new Map(setups[0]?.sources).get('my.raft')).toBe(text);
    expect(context.hacked).toBeUndefined();
    expect(module.code).not.toContain('</');
  });

  test('has a test for each value of a `for`, mapped to the line where the test begins', () => {
    const text = '# first\ncluster of 1\n\n\ntest "b"\nfor $n in 1 3\ncluster of $n\n'.repeat(40);
    const { calls } = called(moduleOf(text));
    const { tests } = parsed(text);
    expect(calls).toHaveLength(120);
    expect(calls.map(({ name, line }) => ({ name, line }))).toEqual(
      tests.map(({ name, line }) => ({ name, line })),
    );
  });

  test('has a failing test for each mistake, whose error stands in the file', () => {
    const { calls } = called(moduleOf('cluster of 3\ntick utnil 0.state is leader\ncrash 7\n'));
    expect(calls.map(({ line }) => line)).toEqual([2, 3]);
    expect(calls[0]?.name).toBe('line 2: `utnil` means nothing here');
    const error = thrownBy(() => calls[0]?.body?.({}));
    expect(error.message).toBe('`utnil` means nothing here\nhint: did you mean `until`?');
    expect(error.stack).toMatch(/\n {4}at \/project\/my\.raft:2:6$/);
  });

  test('skips a file that holds only what others use, and imports what it uses', () => {
    const define = 'define lead $n\n  set $n.leaderTimeout to 0\nend\n';
    expect(called(moduleOf(define)).calls).toMatchObject([{ skipped: true, line: 1 }]);
    const user = moduleOf('use "common.raft"\ncluster of 1\nlead 0\n', { 'common.raft': define });
    expect(user.code).toContain('import "/project/common.raft?whitewater-used";');
  });

  test('of a file that cannot be read has one failing test', () => {
    const { code } = unreadableModule('/project/my.raft', 'my.raft is "no" text file');
    expect(code).toContain('test("my.raft is \\"no\\" text file", () => mistake(');
  });
});

function thrownBy(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const FAILING = [
  'use "common.raft"',
  'test "minority"',
  'for $n in 0 1',
  'cluster of 3',
  'set $n.leaderTimeout to 0',
  'tick until $n.state is leader',
  'crash 0 1',
  'eventually one leader within 40',
  'test "elsewhere"',
  'cluster of 1',
  'client "at /etc/passwd:1:1"',
  'tick 30',
  'demand ";#"',
  '',
].join('\n');
const USED = 'define demand $value\n  check stateMachine.data is $value\nend\n';

describe('a test that does not pass', () => {
  const setup: FileSetup = {
    ...{ ...SETUP, path: 'my.raft', seed: '7' },
    sources: [
      ['my.raft', FAILING],
      ['common.raft', USED],
    ],
  };
  const { tests } = parsed(FAILING, { 'common.raft': USED });

  async function errorOf(index: number): Promise<{ error: Error; meta: object }> {
    const task = { meta: {} };
    const error = await raftFile(setup)
      .run(index, task)
      .then(
        () => new Error('it passed'),
        (reason: unknown) => reason as Error,
      );
    return { error, meta: task.meta };
  }

  test('says what the command says, to the same hash, at its place', async () => {
    const { error, meta } = await errorOf(1);
    const { verdict, ticks, hash, failure } = runTest(tests[1], {
      ...{ seed: '7', random: createRandomPort() },
    });
    expect(meta).toEqual({ whitewater: { seed: '7', verdict, ticks, hash } });
    expect(error.message).toContain(`${verdict}: ${failure!.message}\n\nexpected  one leader\n`);
    expect(error.message).toContain(`\nseed 7, ${ticks} ticks, hash ${hash}\n`);
    expect(error.message).toMatch(
      /\n {2}npx whitewater run my\.raft:2 --grep "minority \[n=1\]" --seed 7 --trace\n\nstep through it:\n.* --repl-on-failure$/,
    );
    expect(error.stack).toMatch(/--repl-on-failure\n {4}at \/project\/my\.raft:8:1$/);
  });

  test('stands in the file that it uses, and no value is taken for a frame', async () => {
    const { error } = await errorOf(2);
    expect(error.message).toContain('observed  stateMachine.data is at /etc/passwd:1:1');
    expect(error.stack?.match(/^\s*at .*$/gm)).toEqual([
      '    at /project/common.raft:2:3',
      '    at /project/my.raft:9:1',
    ]);
  });

  test('is left alone when vitest cancels it', async () => {
    const task = { meta: {} };
    const cancelled = raftFile(setup).run(0, task, AbortSignal.abort());
    await expect(cancelled).rejects.toThrow('interrupted: the run was stopped');
  });
});

describe('files', () => {
  test('are called and reached as by the command', () => {
    const folder = folderWith({ 'a/b.raft': 'x', 'c.raft': 'y', 'data.raft': '\0' });
    const outside = folderWith({ 'secret.raft': 'z' });
    expect(shownPath(join(folder, 'a/b.raft'), folder)).toBe('a/b.raft');
    expect(shownPath(join(outside, 'secret.raft'), folder)).toBe(join(outside, 'secret.raft'));
    symlinkSync(join(outside, 'secret.raft'), join(folder, 'link.raft'));
    const files = usedFiles(join(folder, 'a/b.raft'), folder);
    expect(files.read('c.raft')).toBe('y');
    expect(files.read('none.raft')).toBeUndefined();
    expect(files.read('link.raft')).toBeUndefined();
    expect(files.read('data.raft')).toBeUndefined();
    expect(files.refusals.map((refusal) => refusal.slice(0, 40))).toEqual([
      'link.raft leads outside the folder of th',
      'data.raft is not a text file: it has byt',
    ]);
    expect(files.asked.has(join(folder, 'none.raft'))).toBe(true);
    // A file that lies elsewhere may use what lies beside it.
    const beside = usedFiles(join(outside, 'my.raft'), folder);
    expect(beside.read(join(outside, 'secret.raft'))).toBe('z');
    expect(beside.read('c.raft')).toBeUndefined();
  });

  test('that are no text are refused in a sentence', () => {
    const folder = folderWith({ 'latin.raft': Uint8Array.of(0xe4, 0x0a) });
    mkdirSync(join(folder, 'd.raft'));
    writeFileSync(join(folder, 'large.raft'), 'x'.repeat(10_000_001));
    const problem = (name: string): unknown => readText(join(folder, name), name);
    expect(problem('latin.raft')).toMatchObject({
      problem: expect.stringMatching(/not UTF-8$/) as unknown,
    });
    expect(problem('d.raft')).toMatchObject({ problem: 'd.raft is not an ordinary file' });
    expect(problem('large.raft')).toMatchObject({ problem: 'large.raft has more than 10 MB' });
    expect(problem('none.raft')).toMatchObject({ problem: 'cannot read none.raft: ENOENT' });
  });

  test('run again when they change, and so do those that ask for them', () => {
    const uses = new UseGraph();
    uses.set('/a.raft', new Set(['/common.raft', '/later.raft']));
    uses.set('/common.raft', new Set());
    expect(uses.affectedBy('/common.raft')).toEqual(['/a.raft', '/common.raft']);
    expect(uses.affectedBy('/later.raft')).toEqual(['/a.raft']);
    expect(uses.affectedBy('/other.raft')).toBeUndefined();
    uses.set('/a.raft', new Set());
    expect(uses.affectedBy('/common.raft')).toEqual(['/common.raft']);
  });
});

test.each([
  [{ seed: 'random' }, /seed cannot be "random"/],
  [{ seed: 1.5 }, /seed must be a whole number or a word \(got 1\.5\)/],
  [{ seed: '--trace' }, /seed must be/],
  [{ include: '*.raft' }, /include must be a list of globs/],
  [{ limits: { tick: 5 } }, /there is no limit tick; there are statements, ticks/],
  [{ limits: { ticks: 0 } }, /the limit ticks must be a whole number from 1 \(got 0\)/],
  [{ sead: 1, limits: { nodes: -1 } }, /limit nodes[^;]*; there is no option sead/],
])('the options %j are refused', (options, message) => {
  expect(() => judgeOptions(options as object)).toThrow(message);
});
