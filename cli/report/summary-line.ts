// The last line of a report for people: how many tests ended how.

import { counted, grouped, type Style } from '../../view/index.ts';
import type { RunSummary } from './reporter.ts';

/** A part of the line, and how it is marked. */
interface Part {
  readonly text: string;
  readonly mark: (text: string) => string;
}

/** The summary; more than one line where it has more letters than `width`. `seed` is that of tests without one. */
export function summaryLines(
  summary: RunSummary,
  seed: string,
  style: Style,
  width: number,
): string[] {
  const seconds = (summary.milliseconds / 1000).toFixed(summary.milliseconds < 10_000 ? 2 : 0);
  const files = counted(summary.files, 'file');
  const tail = `(${files}, default seed ${seed}, ${seconds} s)`;
  const parts = partsOf(summary, style);
  const head = parts.map(({ text, mark }) => mark(text)).join(', ');
  const letters = parts.map(({ text }) => text).join(', ').length;
  if (letters + 2 + tail.length <= width) return [`${head}  ${style.faint(tail)}`];
  const separated = parts.map(({ text, mark }, at) => ({
    ...{ text: at === parts.length - 1 ? text : `${text},` },
    mark,
  }));
  return wordsIn([...separated, { text: tail, mark: style.faint }], width);
}

function partsOf(summary: RunSummary, style: Style): Part[] {
  const { verdicts, badFiles, different, notRun, filesNotReached } = summary;
  const parts: Part[] = [{ text: `${grouped(verdicts.passed)} passed`, mark: style.good }];
  const add = (count: number, text: string, mark: Part['mark']): void => {
    if (count > 0) parts.push({ text, mark });
  };
  for (const verdict of ['failed', 'violated', 'stalled', 'broken'] as const) {
    add(verdicts[verdict], `${grouped(verdicts[verdict])} ${verdict}`, style.bad);
  }
  add(different, `${counted(different, 'test')} not deterministic`, style.bad);
  add(badFiles, `${counted(badFiles, 'file')} with errors`, style.bad);
  add(notRun, `${grouped(notRun)} not run`, style.remark);
  add(filesNotReached, `${counted(filesNotReached, 'file')} not reached`, style.remark);
  if (summary.interrupted) parts.push({ text: 'interrupted', mark: style.remark });
  const isSame = different === 0 && verdicts.broken === 0 && !summary.interrupted;
  if (summary.runTwice && isSame) {
    parts.push({ text: 'each run twice with the same hash', mark: (text) => text });
  }
  return parts;
}

/** All words of some parts, as many in a line as it has room for; those below the first line two further in. */
function wordsIn(parts: readonly Part[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let letters = 0;
  for (const { text, mark } of parts) {
    for (const word of text.split(' ')) {
      if (letters > 0 && letters + 1 + word.length > width) {
        lines.push(line);
        line = '  ';
        letters = 2;
      } else if (letters > 0) {
        line += ' ';
        letters += 1;
      }
      line += mark(word);
      letters += word.length;
    }
  }
  return [...lines, line];
}
