// Scenarios as tests of vitest: `whitewater()` is a plugin for a configuration of vitest. `plugin.ts` speaks with
// vitest, `module.ts` makes a test module of a `.raft` file, `runtime.ts` is what such a module runs.

export { type WhitewaterOptions, whitewater } from './plugin.ts';
export type { WhitewaterTaskMeta } from './runtime.ts';
