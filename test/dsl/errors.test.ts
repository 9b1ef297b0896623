// Every mistake in fixtures/errors is told in exactly the words that stand beside it.
// To rewrite the expected texts after rewording: UPDATE_ERRORS=1 npx vitest run test/dsl/errors.test.ts

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFile, renderDiagnostic } from '../../dsl/index.ts';

const FOLDER = 'fixtures/errors';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.raft'));

const files = {
  read: (path: string): string | undefined => {
    const place = `${FOLDER}/${path}`;
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  },
};

function rendered(name: string): string {
  const parsed = parseFile(name, readFileSync(`${FOLDER}/${name}`, 'utf8'), files);
  const texts = parsed.diagnostics.map((diagnostic) =>
    renderDiagnostic(diagnostic, parsed.sources.get(diagnostic.file) ?? ''),
  );
  return `${texts.join('\n\n')}\n`;
}

describe('messages about mistakes', () => {
  it('has at least forty cases', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(names)('%s', (name) => {
    const place = `${FOLDER}/${name.replace(/\.raft$/, '.error')}`;
    const text = rendered(name);
    if (process.env['UPDATE_ERRORS'] === '1') writeFileSync(place, text);
    expect(text).toBe(readFileSync(place, 'utf8'));
    expect(text).toContain('error:');
  });

  it.each(names)('%s offers no test to run', (name) => {
    const parsed = parseFile(name, readFileSync(`${FOLDER}/${name}`, 'utf8'), files);
    expect(parsed.tests).toEqual([]);
  });
});
