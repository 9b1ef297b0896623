// `npm run bench:history`: how long 102 histories take, like those that Jepsen recorded of etcd. They are made
// from a fixed seed, so that nothing is downloaded; with folders, what lies there is measured instead. Two
// numbers: the command as people start it, process included, and reading and judging alone in a warm process.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkHistory, type HistoryJudgement, readHistory } from '../sim/index.ts';
import { ETCD_LIKE, generateHistory, jsonLines } from './history-generator.ts';
import { spreadOf } from './report.ts';

const root = resolve(import.meta.dirname, '..');
const HISTORIES = 102;
const ROUNDS = 9;

/** Writes the histories anew; three quarters have reads of an old copy, as etcd's did. */
function generate(): string {
  const folder = join(root, '.whitewater/bench/histories');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < HISTORIES; number++) {
    const shape = { ...ETCD_LIKE, stalePercent: number % 4 === 0 ? 0 : 10 };
    const name = `${String(number).padStart(3, '0')}.jsonl`;
    writeFileSync(join(folder, name), jsonLines(generateHistory(`bench ${number}`, shape)));
  }
  return folder;
}

/** Milliseconds of some work. */
function timed(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function repeated(work: () => void): string {
  const { median, min, max } = spreadOf(Array.from({ length: ROUNDS }, () => timed(work)));
  return `${median.toFixed(0)} ms (${min.toFixed(0)}..${max.toFixed(0)})`;
}

function judgeAll(texts: readonly string[]): HistoryJudgement[] {
  return texts.flatMap((text) => {
    const read = readHistory(text);
    return read.ok ? [checkHistory(read.operations)] : [];
  });
}

/** The command, compiled from the present sources. */
function compiled(): string {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  return join(root, 'bin/whitewater.js');
}

function main(folders: readonly string[]): void {
  const [folder = generate()] = folders;
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const texts = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const judgements = judgeAll(texts);
  const count = (verdict: string): number =>
    judgements.filter((judgement) => judgement.verdict === verdict).length;
  const total = (of: (judgement: HistoryJudgement) => number): number =>
    judgements.reduce((sum, judgement) => sum + of(judgement), 0);
  const command = compiled();
  const whole = repeated(() => {
    const ended = spawnSync(process.execPath, [command, 'history', folder], { stdio: 'pipe' });
    if (ended.status === null || ended.status > 2) throw new Error(String(ended.stderr));
  });
  console.log(
    [
      `${judgements.length} histories, ${total(({ operations }) => operations)} operations:`,
      `${count('linearizable')} linearizable, ${count('violated')} violated, ${count('unknown')} unknown,`,
      `${total(({ steps }) => steps)} steps`,
    ].join(' '),
  );
  console.log(`whitewater history, process included   ${whole}`);
  console.log(`reading and judging, warm              ${repeated(() => void judgeAll(texts))}`);
}

main(process.argv.slice(2));
