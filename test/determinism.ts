// Every campaign of the tests twice, on other threads, backwards and traced. Their runs have the numbers of the
// seeds below; here are more of each. Run by `npm run check:determinism`, behind `npm run build`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RANDOM_PROFILES } from '../dsl/index.ts';

/** What the seeds of the tests' campaigns begin with. */
const SEEDS = ['1', 'other', 'kinds', 'plan'];

/** Runs of each seed and profile; of `everything`, which campaigns have unless they say otherwise, more. */
const RUNS = 60;
const RUNS_OF_EVERYTHING = 600;

const folder = mkdtempSync(join(tmpdir(), 'whitewater-determinism-'));
try {
  for (const profile of RANDOM_PROFILES) {
    for (const seed of SEEDS) {
      const runs = String(profile === 'everything' ? RUNS_OF_EVERYTHING : RUNS);
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
