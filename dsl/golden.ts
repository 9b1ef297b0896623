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

/** The first line that differs, for `expected` and `observed`. */
export function firstDifference(
  golden: readonly GoldenLine[],
  shown: readonly string[],
): { readonly expected: string; readonly observed: string } {
  const length = Math.max(golden.length, shown.length);
  for (let at = 0; at < length; at += 1) {
    const expected = golden[at]?.text;
    const observed = shown[at]?.trimEnd();
    if (expected === observed) continue;
    return { expected: expected ?? 'no more lines', observed: observed ?? 'no more lines' };
  }
  return { expected: '', observed: '' };
}
