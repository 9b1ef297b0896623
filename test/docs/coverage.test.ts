// The page on coverage has the catalogue of the code, family by family.

import { expect, test } from 'vitest';
import { FAMILIES, SITUATIONS } from '../../sim/index.ts';
import { codeIn, rowsBelow } from './pages.ts';

const PAGE = 'docs/coverage.md';

test.each(FAMILIES)(
  'the page lists every situation of %s in its words, with its source',
  (family) => {
    const title = `### ${family.charAt(0).toUpperCase()}${family.slice(1)}`;
    const listed = rowsBelow(PAGE, title).map(([name = '', sentence, source]) => [
      codeIn(name)[0],
      sentence,
      source,
    ]);
    const wanted = SITUATIONS.filter((situation) => situation.family === family);
    expect(listed).toEqual(wanted.map(({ id, sentence, source }) => [id, sentence, source]));
  },
);
