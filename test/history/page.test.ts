// The examples of docs/history.md are run: its files are written, its commands typed, their output compared.

import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../cli/program.ts';
import { folderWith, hostIn } from '../cli/surroundings.ts';
import { blocksOf } from '../docs/pages.ts';

const blocks = blocksOf('docs/history.md');

/** What was typed, what was printed, and what `echo $?` said, 0 if it was not asked. */
const commands = blocks
  .filter(({ language }) => language === 'shell')
  .flatMap(({ text }) => {
    const [, ...typed] = text.split(/^\$ /m);
    return typed.flatMap((part, offset) => {
      const [command, ...shown] = part.split('\n');
      if (command === 'echo $?') return [];
      const status =
        typed[offset + 1]?.startsWith('echo $?\n') === true ? typed[offset + 1] : 'x\n0';
      return [{ command, shown: shown.join('\n'), status: Number(status.split('\n')[1]) }];
    });
  });

test('the page has commands', () => {
  expect(commands.length).toBeGreaterThan(4);
});

test.each(commands)('$command', async ({ command, shown, status }) => {
  const folder = folderWith({});
  for (const { word, text } of blocks) if (word !== '') writeFileSync(join(folder, word), text);
  const host = hostIn(folder);
  const [npx, whitewater, ...words] = command.split(' ');
  expect([npx, whitewater]).toEqual(['npx', 'whitewater']);
  expect(await runCommandLine(words, host)).toBe(status);
  expect(host.err.text()).toBe('');
  expect(host.out.text()).toBe(shown);
});
