// Every campaign of the tests twice, on other threads, backwards and traced: the same seeds, and as many runs or more.
// Run by `npm run check:determinism`, behind `npm run build`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RANDOM_PROFILES } from '../dsl/index.ts';

/** What the seeds of the tests' campaigns begin with, by profile; `everything` is that of most. */
const SEEDS_OF_EVERYTHING = ['1', 'other', 'kinds', 'plan'];
const SEEDS = ['1'];

const RUNS_OF_EVERYTHING = 600;
const RUNS = 60;

const folder = mkdtempSync(join(tmpdir(), 'whitewater-determinism-'));
try {
  for (const profile of RANDOM_PROFILES) {
    const isWhole = profile === 'everything';
    for (const seed of isWhole ? SEEDS_OF_EVERYTHING : SEEDS) {
      const runs = String(isWhole ? RUNS_OF_EVERYTHING : RUNS);
      const out = join(folder, `${profile}-${seed}`);
      const words = ['fuzz', '--profile', profile, '--seed', seed, '--runs', runs, '--out', out];
      const command = [join(import.meta.dirname, '../bin/whitewater.js'), ...words];
      const { status } = spawnSync(process.execPath, [...command, '--check-determinism'], {
        stdio: 'inherit',
      });
      if (status !== 0) process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
