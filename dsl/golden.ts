// Golden lines: what `show` printed when the file was last updated, compared with what it prints now.

import type { GoldenLine } from './ast.ts';
import type { Span } from './diagnostics.ts';
import type { GoldenUpdate } from './result.ts';

/** Compares golden lines with what was shown. Undefined when they are equal. */
export function goldenUpdate(
  file: string,
  show: Span,
  golden: readonly GoldenLine[],
  shown: readonly string[],
): GoldenUpdate | undefined {
  const printed = shown.map((line) => line.trimEnd());
  const isEqual =
    golden.length === printed.length && golden.every(({ text }, at) => text === printed[at]);
  if (isEqual) return undefined;
  const indent = ' '.repeat(show.column - 1);
  return {
    file,
    from: golden[0]?.line ?? show.line + 1,
    to: golden.at(-1)?.line ?? show.line,
    lines: printed.map((line) => `${indent}> ${line}`.trimEnd()),
  };
}

/** The first line that differs, for `expected` and `observed`, and the golden line to look at. */
export function firstDifference(
  golden: readonly GoldenLine[],
  shown: readonly string[],
): { readonly expected: string; readonly observed: string; readonly line: number } {
  const length = Math.max(golden.length, shown.length);
  for (let at = 0; at < length; at += 1) {
    const expected = golden[at]?.text;
    const observed = shown[at]?.trimEnd();
    if (expected === observed) continue;
    const line = golden[Math.min(at, golden.length - 1)]?.line ?? 0;
    return { expected: expected ?? 'no more lines', observed: observed ?? 'no more lines', line };
  }
  return { expected: '', observed: '', line: 0 };
}

/** Lines of agreement kept around a difference. */
const CONTEXT = 3;

/** Pairs of lines compared at most; what differs in larger texts is shown as a whole. */
const PAIRS_MAX = 1_000_000;

/**
 * Golden lines and shown lines as one list: `- ` before those that only the golden lines have, `+ ` before
 * those that only were shown, two spaces before those of both, of which only the nearest are kept.
 */
export function goldenDifference(
  golden: readonly GoldenLine[],
  shown: readonly string[],
): readonly string[] {
  const before = golden.map(({ text }) => text);
  const after = shown.map((line) => line.trimEnd());
  let same = 0;
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same += 1;
  const head = before.slice(0, same).map((line) => `  ${line}`);
  return nearDifferences([...head, ...merged(before.slice(same), after.slice(same))]);
}

/** Two lists merged along a longest common subsequence. */
function merged(before: readonly string[], after: readonly string[]): readonly string[] {
  const width = after.length + 1;
  const all = [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
  if (before.length * after.length > PAIRS_MAX) return all;
  // The longest subsequence common to what is left behind each pair of places.
  const lengths = new Int32Array((before.length + 1) * width);
  for (let one = before.length - 1; one >= 0; one -= 1) {
    for (let other = after.length - 1; other >= 0; other -= 1) {
      lengths[one * width + other] =
        before[one] === after[other]
          ? (lengths[(one + 1) * width + other + 1] ?? 0) + 1
          : Math.max(
              lengths[(one + 1) * width + other] ?? 0,
              lengths[one * width + other + 1] ?? 0,
            );
    }
  }
  const lines: string[] = [];
  let one = 0;
  let other = 0;
  while (one < before.length || other < after.length) {
    if (one < before.length && before[one] === after[other]) {
      lines.push(`  ${before[one] ?? ''}`);
      one += 1;
      other += 1;
    } else if (
      one < before.length &&
      (other === after.length ||
        (lengths[(one + 1) * width + other] ?? 0) >= (lengths[one * width + other + 1] ?? 0))
    ) {
      lines.push(`- ${before[one] ?? ''}`);
      one += 1;
    } else {
      lines.push(`+ ${after[other] ?? ''}`);
      other += 1;
    }
  }
  return lines;
}

/** Leaves out lines of agreement that are far from every difference. */
function nearDifferences(lines: readonly string[]): readonly string[] {
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => !line.startsWith('  '));
  const kept: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (isNear(at)) kept.push(line);
    else if (kept.at(-1) !== '  …') kept.push('  …');
  }
  return kept;
}
