// A thread of a campaign: does what it is asked on modules that it loads once.

import { loadModules, type Modules } from '../engine.ts';
import { type Pulse, serve } from '../pool/index.ts';
import { type Asked, doTask } from './tasks.ts';

const loaded = new Map<string | null, Promise<Modules>>();

function modulesWith(bug: string | null): Promise<Modules> {
  let modules = loaded.get(bug);
  if (modules === undefined) {
    modules = loadModules(bug ?? undefined);
    loaded.set(bug, modules);
  }
  return modules;
}

export default serve(async (asked: Asked, pulse: Pulse) =>
  doTask(await modulesWith(asked.bug), asked, pulse),
);
