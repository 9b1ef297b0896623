// What the parts of a run share: what is run, and how far it has come.

import type { World } from '../sim/index.ts';
import type { AskedPlaces } from './asked-places.ts';
import type { FrameStack } from './frame-stack.ts';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './run-options.ts';
import type { TestCase } from './test-case.ts';

/** The shared parts of one run. An open run is given later forms of its test, with frames of their own. */
export interface RunParts {
  test: TestCase;
  frames: FrameStack;
  readonly options: RunOptions;
  /** Whether an action that finds nobody, or comes too late, is skipped. */
  readonly isPlan: boolean;
  readonly world: World;
  readonly outcome: Outcome;
  readonly askedPlaces: AskedPlaces;
}

/** Parts of their own that stand at the same place. */
export function copyParts(parts: RunParts): RunParts {
  return {
    ...parts,
    world: parts.world.copy(),
    outcome: parts.outcome.copy(),
    frames: parts.frames.copy(),
    askedPlaces: parts.askedPlaces.copy(),
  };
}
