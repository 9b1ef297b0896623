// How to pick a test again: see `replayLine` of the view for the line to type.

import type { TestCase, TestResult } from '../../dsl/index.ts';
import type { Replay } from '../../view/index.ts';
import { isTypeable } from './seed.ts';

export {
  bugOption,
  quoted,
  type Replay,
  replayLine,
  stepLine,
  updateLine,
} from '../../view/index.ts';

/** How to pick a test out of all tests of its file. */
export function replayOf(
  result: TestResult,
  test: TestCase,
  all: readonly TestCase[],
  bug?: string,
): Replay {
  const { file, seed } = result;
  const twins = all.filter(({ line }) => line === test.line);
  return {
    file,
    seed: test.seed !== null && !isTypeable(seed) ? null : seed,
    line: all.length === 1 ? null : test.line,
    name: twins.length === 1 ? null : test.name,
    ...(bug === undefined ? {} : { bug }),
  };
}
