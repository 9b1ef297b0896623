// What the pages on deviations and questions claim is shown by scenarios, which the tests run.

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeIn, read } from './pages.ts';

const PAGES = ['docs/deviations.md', 'docs/questions.md'];

/** The sections of a page that have a heading of this level, with their texts. */
function sectionsOf(page: string, level: string): readonly (readonly [string, string])[] {
  const parts = read(page)
    .split(new RegExp(`^${level} `, 'm'))
    .slice(1);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return [title, lines.join('\n').split(/^#+ /m)[0] ?? ''] as const;
  });
}

/** Code that has the form of a scenario's path below `scenarios/`. */
function scenariosIn(text: string): readonly string[] {
  return codeIn(text.replace(/```[^]*?```/g, '')).filter((code) =>
    /^[a-z-]+\/[a-z0-9-]+$/.test(code),
  );
}

describe.each(PAGES)('%s', (page) => {
  const level = page === 'docs/deviations.md' ? '###' : '##';

  test.each(sectionsOf(page, level))('%s: a scenario shows it', (_, text) => {
    const scenarios = scenariosIn(text);
    expect(scenarios.length).toBeGreaterThan(0);
    for (const path of scenarios) expect(existsSync(`scenarios/${path}.raft`), path).toBe(true);
  });

  test('names no scenario that is not there', () => {
    const missing = scenariosIn(read(page)).filter((path) => !existsSync(`scenarios/${path}.raft`));
    expect(missing).toEqual([]);
  });
});
