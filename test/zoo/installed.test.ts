// The built command: help, and a package without the sources.

import { expect, test } from 'vitest';
import { folderWith } from '../cli/surroundings.ts';
import { whitewater } from '../cli/built-command.ts';

test('the help says what the zoo does, with examples', async () => {
  const { status, out } = await whitewater(folderWith({}), ['zoo', '--help']);
  expect(status).toBe(0);
  expect(out).toMatch(
    /--bugs <folder>[^]*--budget <seconds>[^]*Examples:\n {2}whitewater zoo --only /,
  );
});

test('where the sources are not, the zoo says what it needs', async () => {
  const { status, out, err } = await whitewater(folderWith({}), ['zoo']);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^whitewater: planted bugs need the sources of Whitewater/);
  expect(err).toMatch(/\nhint: clone the repository/);
  expect(err).not.toMatch(/\n {4}at /);
});
