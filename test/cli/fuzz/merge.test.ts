// Bugs that are one when they are small, and folders that two campaigns want.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockFolder } from '../../../cli/fuzz/lock.ts';
import { mergeBugs } from '../../../cli/fuzz/merge.ts';
import type { BugReport } from '../../../cli/fuzz/report.ts';
import { signatureOf } from '../../../cli/fuzz/signature.ts';
import { folderWith, hostIn } from '../surroundings.ts';
import { campaign } from './workshop.ts';

/** A bug whose run broke something else than its small scenario, which says `message`. */
function report(index: number, message: string, statements: number): BugReport {
  const file = `${index}.raft`;
  const smallest = {
    ...{ index, ticket: `t${index}`, property: 'p', message: '', ticks: 1 },
    ...{ signature: `p: long ${index}`, hash: '', statements: 100 },
    verdict: 'violated' as const,
  };
  const failure = { message } as NonNullable<BugReport['outcome']>['result']['failure'];
  const result = { file, verdict: 'violated', failure };
  const sources = new Map([[file, 'tick 1\n'.repeat(statements)]]);
  return {
    bug: { signature: smallest.signature, runs: index + 1, smallest },
    ...{ plan: `${index}.plan.raft`, shrunk: file, known: null },
    outcome: { result, sources } as unknown as BugReport['outcome'],
  };
}

describe('signatures', () => {
  test('are the same whatever nodes, values and numbers a message names', () => {
    const one = signatureOf('p', 'c1 read x = v28 from n2, and n1 holds "a b" at 3@2');
    expect(signatureOf('p', 'c4 read x = nil from n0, and n2 holds "c" at 1@1')).toBe(one);
    expect(signatureOf('p', 'c4 read y = nil from n0, and n2 holds "c" at 1@1')).not.toBe(one);
  });
});

describe('bugs that are one when they are small', () => {
  test('are told once, by the smallest scenario, with the runs of all', () => {
    const reports = [
      report(0, 'c1 read x = v28', 5),
      report(1, 'n1 wins', 2),
      report(2, 'c2 read x = nil', 4),
    ];
    const { kept, dropped } = mergeBugs(reports, () => null);
    expect(kept.map(({ shrunk, bug }) => [shrunk, bug.runs])).toEqual([
      ['1.raft', 2],
      ['2.raft', 4],
    ]);
    expect(dropped).toEqual([reports[0]]);
  });

  test('are known when a file of an earlier campaign shows the same', () => {
    const known = signatureOf('violated', 'c1 read x = v28');
    const reports = [report(0, 'c1 read x = v3', 5)];
    const merged = mergeBugs(reports, (signature) => (signature === known ? 'old.raft' : null));
    expect(merged.kept).toMatchObject([{ known: 'old.raft', plan: null, shrunk: null }]);
    expect(merged.dropped).toEqual(reports);
  });
});

describe('a folder that another campaign works in', () => {
  test('is refused while its process is there', async () => {
    // The parent of this thread or process is there for certain.
    const folder = folderWith({ 'found/campaign.lock': `${process.ppid}\n` });
    await expect(campaign(hostIn(folder), { runs: '1' })).rejects.toThrow(
      `another fuzz, process ${process.ppid}, works in found`,
    );
    expect(existsSync(join(folder, 'found/campaign.jsonl'))).toBe(false);
  });

  test('is taken over when it is not, and given back in the end', () => {
    const folder = folderWith({});
    const lock = join(folder, 'campaign.lock');
    // No system gives so high a number to a process.
    for (const text of ['4194305999\n', 'nonsense']) {
      writeFileSync(lock, text);
      const unlock = lockFolder(folder, 'found');
      expect(readFileSync(lock, 'utf8')).toBe(`${process.pid}\n`);
      unlock();
      expect(existsSync(lock)).toBe(false);
    }
  });
});
