// Scenarios as tests of vitest: `whitewater()` is a plugin for a configuration of vitest. `plugin.ts` speaks with
// vitest, `module.ts` makes a test module of a `.raft` file, `runtime.ts` is what such a module runs.

import type { WhitewaterTaskMeta } from './runtime.ts';

export { type WhitewaterOptions, whitewater } from './plugin.ts';
export type { WhitewaterTaskMeta };

declare module 'vitest' {
  interface TaskMeta {
    /** What a scenario came to; absent for other tests. */
    whitewater?: WhitewaterTaskMeta;
  }
}
