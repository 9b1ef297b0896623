import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

// The totals are what a machine believes, so they are proven on real runs of the test runner.

const root = resolve(import.meta.dirname, '../..');
// Below the root, where the runner finds itself; a name that no pattern of the project matches.
const folder = mkdtempSync(join(root, 'node_modules/.totals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = `
import { TotalsReporter } from ${JSON.stringify(join(root, 'test/project/totals-reporter.ts'))};
export default {
  test: { include: ['*.check.ts'], exclude: [], reporters: ['default', new TotalsReporter()] },
};`;

interface Run {
  readonly status: number;
  readonly lastLine: string | undefined;
}

function runTests(files: Record<string, string>): Promise<Run> {
  const cwd = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(cwd, 'vitest.config.ts'), config);
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(cwd, name), `import { describe, test } from 'vitest';\n${text}\n`);
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', cwd];
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd }, (error, stdout) => {
      const status = error === null ? 0 : Number(error.code);
      done({ status, lastLine: stdout.trimEnd().split('\n').at(-1) });
    });
  });
}

const passing = "test('holds', () => {});";

test.each<[what: string, files: Record<string, string>, run: Run]>([
  [
    'what passes',
    { 'a.check.ts': `${passing}\ndescribe('inside', () => { ${passing} });` },
    { status: 0, lastLine: '2 passed, 0 failed' },
  ],
  [
    'what fails, and not what is skipped',
    { 'a.check.ts': `${passing}\ntest('no', () => { throw new Error('no'); });\ntest.skip('x');` },
    { status: 1, lastLine: '1 passed, 1 failed' },
  ],
  [
    'a file that cannot be loaded',
    { 'a.check.ts': passing, 'b.check.ts': "throw new Error('broken');" },
    { status: 1, lastLine: '1 passed, 1 failed' },
  ],
  [
    'an error that no test owns',
    { 'a.check.ts': "test('holds', () => { void Promise.reject(new Error('lost')); });" },
    { status: 1, lastLine: '1 passed, 1 failed' },
  ],
])('the last line counts %s', async (_what, files, run) => {
  expect(await runTests(files)).toEqual(run);
});
