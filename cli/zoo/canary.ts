// What keeps the zoo honest: a bug that nobody can miss, and no bug at all, which nobody may accuse. Both go the
// way that every bug goes. If either comes out wrong, nothing that the zoo says is worth anything.

import type { Bug } from '../planting/index.ts';
import { counted } from '../../view/index.ts';
import type { Crew } from './crew.ts';
import type { HuntOrder } from './orders.ts';
import { type TrialOptions, tryBug } from './trial.ts';

/** Whoever campaigns wins with one vote, its own. */
export const CANARY: Bug = {
  id: 'canary',
  category: 'election',
  property: 'elected-by-quorum',
  summary: 'One vote is a majority, so that every candidate wins.',
  source: 'made up; rule: paper section 5.2',
  edits: [
    {
      file: 'core/quorum.ts',
      find: 'Math.trunc(voters.length / 2) + 1',
      replace: '1',
    },
  ],
};

/** Runs in which the canary must be seen. Clusters of one node and short runs may not show it. */
const CANARY_RUNS_MAX = 20;
/** Runs of the clean engine, all of which must hold. */
const CLEAN_RUNS = 40;
/** Far more than either takes; runs are what counts. */
const SECONDS_MAX = 600;

/** What is wrong with the pipeline, a sentence each; undefined when `interrupted` before that was clear. */
export async function askCanary(
  crew: Crew,
  seed: string,
  shrinks: boolean,
  interrupted: AbortSignal,
  canary = CANARY,
): Promise<readonly string[] | undefined> {
  const bird = { bug: canary, property: 'elected-by-quorum', handwritten: null } as const;
  const options: TrialOptions = { budget: SECONDS_MAX, shrinks, patienceMs: SECONDS_MAX * 1000 };
  // The same runs that the bugs are hunted with, up to some.
  const limited: Crew = {
    run: (order, patienceMs) =>
      crew.run(order.kind === 'hunt' ? { ...order, runsMax: CANARY_RUNS_MAX } : order, patienceMs),
    stop: () => crew.stop(),
    close: () => crew.close(),
  };
  const [tried, accused] = await Promise.all([
    tryBug(bird, seed, limited, options, interrupted),
    accusationsOfTheClean(crew, seed),
  ]);
  if (interrupted.aborted || tried === undefined) return undefined;
  const problems = [...accused];
  if ('unplantable' in tried) problems.push(`the canary cannot be planted: ${tried.unplantable}`);
  else if (tried.catch === null) {
    problems.push(`the canary, which every election breaks, was not seen: ${tried.reason ?? ''}`);
  } else if (!tried.catch.isOwn) {
    problems.push(`the canary was seen to break ${tried.catch.property}, not ${canary.property}`);
  } else if (shrinks && tried.catch.scenario === null) {
    problems.push(`what the canary broke cannot be shrunk: ${tried.catch.remark ?? ''}`);
  }
  return problems;
}

async function accusationsOfTheClean(crew: Crew, seed: string): Promise<string[]> {
  const order: HuntOrder = {
    ...{ kind: 'hunt', bug: null, seed, first: 0, seconds: SECONDS_MAX, runsMax: CLEAN_RUNS },
  };
  const answered = await crew.run(order, SECONDS_MAX * 1000);
  if (answered.kind !== 'answer' || answered.answer.kind !== 'hunted') {
    return ['the clean engine, in which nothing is planted, does not run'];
  }
  const { caught, runs } = answered.answer;
  if (caught !== null) {
    const { property, spec, message } = caught;
    const what = property ?? 'a halt of the simulator';
    return [`the clean engine is accused by seed ${spec.seed}: ${what}: ${message}`];
  }
  return runs > CLEAN_RUNS ? [] : [`the clean engine made no more than ${counted(runs, 'run')}`];
}
