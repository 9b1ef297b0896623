// `save`: what was typed and not undone, as a file that `run` brings to the same hash.

import { parseFile } from '../../dsl/index.ts';
import { shownPath } from '../files/collect.ts';
import { portFor } from '../files/port.ts';
import { judgeTarget } from '../files/target.ts';
import { UsageError } from '../exit.ts';
import { replaceFile } from '../run/golden.ts';
import { bugOption, quoted } from '../run/replay-line.ts';
import type { PromptTools } from './prompt.ts';

/** Writes a scenario. Answers what to say. Errors: a `UsageError` when it cannot be written. */
export function saveScenario(
  typed: string,
  scenario: string | null,
  { session, host, shownBug }: PromptTools,
): readonly string[] {
  const file = /^"(.*)"$/.exec(typed)?.[1] ?? typed;
  if (file === '') throw new UsageError('save needs the name of a file', 'save my-test.raft');
  const { hash } = session.status;
  const path = judgeTarget(file, { option: 'save', folder: host.folder, ownOnly: true });
  const text = `# typed at the prompt; hash ${hash}\n${scenario ?? ''}`;
  replaceFile(path, text, file);
  const shown = shownPath(path, host.folder);
  const found = { path, shown };
  const { diagnostics } = parseFile(shown, text, portFor(found, host.folder));
  const [wrong] = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = text.split('\n').length - 1;
  if (wrong !== undefined) {
    return [
      `saved ${file}: ${lines} lines, but it does not run from there:`,
      `  line ${wrong.span.line}: ${wrong.message}`,
    ];
  }
  return [
    `saved ${file}: ${lines} lines; its last test comes to hash ${hash}:`,
    `  npx whitewater run ${quoted(file)}${bugOption(shownBug)}`,
  ];
}
