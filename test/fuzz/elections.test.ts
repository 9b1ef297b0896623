// Elections by hand: a draft in which nobody's timer decides, and which fails as before.

import { describe, expect, it } from 'vitest';
import { plantBug } from '../../cli/planting/index.ts';
import { CANARY } from '../../cli/zoo/canary.ts';
import { sayElections } from '../../fuzz/shrink/elections.ts';
import { flatten } from '../../fuzz/shrink/flatten.ts';
import { Judge } from '../../fuzz/shrink/judge.ts';
import { Language } from '../../fuzz/shrink/language.ts';
import { Search } from '../../fuzz/shrink/search.ts';

const engine = await plantBug(CANARY);

/** The lines of a test, its elections said by hand; null when they cannot be, or nobody was elected by a timer. */
function said(text: string): { lines: readonly string[]; cluster: string; fails: boolean } | null {
  const [test] = engine.parseFile('test.raft', text).tests;
  if (test === undefined) throw new Error('no test');
  const language = new Language(engine);
  const judge = new Judge(engine, test, { lenient: true });
  judge.isPlan = false;
  const draft = flatten(test, language);
  if (draft === null || judge.learn(draft) === null) throw new Error('it does not fail');
  const search = new Search(judge, language, draft, {});
  const work = sayElections(search);
  let step = work.next();
  while (step.done !== true) step = work.next();
  const isSaid = step.value;
  const { current } = search;
  const lines = current.lines.map((line) => line.text);
  return isSaid ? { lines, cluster: current.cluster.text, fails: judge.reproduces(current) } : null;
}

describe('elections by hand', () => {
  it('take the place of the waits that they happen in', () => {
    const result = said('cluster of 3\ntick 60\n');
    expect(result?.fails).toBe(true);
    expect(result?.lines.some((line) => /^campaign \d/.test(line))).toBe(true);
    expect(result?.lines).not.toContain('tick 60');
  });

  it('are not said where no timer ran out', () => {
    expect(said('cluster of 3\ncampaign 0 by force\nsettle\ntick 60\n')).toBeNull();
  });

  it('are not said where nobody knows when a wait ends', () => {
    expect(said('cluster of 3\ntick until 0.state is follower\ntick 60\n')).toBeNull();
  });
});
