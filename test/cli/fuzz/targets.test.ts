// Files that `replay --save` and `shrink --out` write: nothing of anybody else's is lost.

import { lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../cli/program.ts';
import { packageVersion } from '../../../cli/version.ts';
import { ticketOf } from '../../../fuzz/index.ts';
import { type CapturedHost, folderWith, hostIn } from '../surroundings.ts';

const TICKET = ticketOf(packageVersion(), { seed: '1.7', profile: 'calm', overrides: {} });
const FAILS = 'cluster of 3\ntick 5\ncheck 0.term is 77\n';

async function typed(host: CapturedHost, ...words: string[]): Promise<number> {
  return runCommandLine(words, host);
}

describe('a file that is not to be replaced is refused before the run', () => {
  test.each([
    ['', '--save needs the name of a file'],
    ['mine.raft', 'mine.raft is there already, and does not begin as what this command writes'],
    ['link.raft', 'cannot write link.raft: it is a symbolic link'],
    ['folder', 'cannot write folder: it is a folder'],
    ['/dev/null', 'cannot write /dev/null: it is a device'],
    ['none/x.raft', 'cannot write none/x.raft: there is no such file or folder'],
  ])('%j', async (name, text) => {
    const folder = folderWith({ 'mine.raft': FAILS });
    symlinkSync('mine.raft', join(folder, 'link.raft'));
    mkdirSync(join(folder, 'folder'));
    const host = hostIn(folder);
    expect(await typed(host, 'replay', TICKET, '--save', name)).toBe(2);
    expect(host.err.text()).toContain(text);
    expect(host.out.text()).toBe('');
    expect(readFileSync(join(folder, 'mine.raft'), 'utf8')).toBe(FAILS);
    expect(lstatSync(join(folder, 'link.raft')).isSymbolicLink()).toBe(true);
  });

  test('the file that is shrunk', async () => {
    const folder = folderWith({ 'mine.raft': FAILS });
    const host = hostIn(folder);
    expect(await typed(host, 'shrink', 'mine.raft', '--out', './mine.raft')).toBe(2);
    expect(host.err.text()).toContain('--out ./mine.raft is the file that is to be shrunk');
    expect(readFileSync(join(folder, 'mine.raft'), 'utf8')).toBe(FAILS);
  });
});

test('what was saved before is replaced, and programs are told where it is', async () => {
  const folder = folderWith({});
  for (const _time of ['first', 'second']) {
    const host = hostIn(folder);
    expect(await typed(host, 'replay', TICKET, '--save', 'x.raft', '--json')).toBe(0);
    const [, saved] = host.out.text().split('\n');
    expect(JSON.parse(saved ?? '')).toMatchObject({ type: 'saved', file: 'x.raft' });
  }
  expect(readFileSync(join(folder, 'x.raft'), 'utf8')).toContain(`# ticket ${TICKET}`);
});
