// What the prompt says of a statement that failed: the report of `run`, and how the prompt goes on.

import type { Session, SessionEvent, TestCase, TestResult } from '../../dsl/index.ts';
import { counted, visible, wrapped } from '../../view/index.ts';
import { type FailureLook, indented, renderFailure } from '../report/failure.ts';
import type { PromptTools } from './prompt.ts';

type Failed = Extract<SessionEvent, { readonly kind: 'failed' }>;

/** The report of a failed statement. */
export function failedLines(
  { result, test, standsIn, left }: Failed,
  tools: PromptTools,
  columns: number,
): string[] {
  const next = nextSentence(result, standsIn);
  const rest = left === 0 ? '' : `; ${counted(left, 'further piece')} not carried out`;
  return [
    ...reportLines(result, test.sources, tools, columns),
    ...(next === ''
      ? []
      : wrapped(`${next}${rest}`, columns).map((line) => tools.style.remark(line))),
  ];
}

/** How a test came out that was ended on a copy. */
export function verdictLines(
  result: TestResult,
  session: Session,
  tools: PromptTools,
  columns: number,
): string[] {
  const { style } = tools;
  const { verdict, ticks, hash, failure } = result;
  const mark = failure === undefined ? style.good('✓') : style.bad('✗');
  const line = `${mark} ${verdict} at tick ${ticks}, with hash ${hash}`;
  return [line, ...reportLines(result, session.sources, tools, columns)];
}

/** The failure and the remarks of a result. */
function reportLines(
  result: TestResult,
  sources: TestCase['sources'],
  { style, renderDiagnostic, host }: PromptTools,
  columns: number,
): string[] {
  const look: FailureLook = {
    ...{ style, columns },
    ...(host.out.terminal ? { width: columns - 2 } : {}),
    drawFrame: ({ file, span, message }, source) =>
      renderDiagnostic({ code: 'failure', severity: 'error', file, span, message }, source),
  };
  const notes = result.notes.flatMap((note) => wrapped(`note: ${visible(note)}`, columns));
  const lines = renderFailure({ result, sources, replay: null }, look);
  return [...indented(lines), ...notes.map((line) => style.remark(line))];
}

function nextSentence(result: TestResult, standsIn: string | null): string {
  if (standsIn === null) {
    const again = 'show looks at it, undo steps back before it, cluster of 3 begins another test';
    return `the test has ended here: ${again}`;
  }
  if (result.failure?.difference !== undefined) return 'the prompt goes on';
  if (standsIn.startsWith('#')) return 'nothing has changed: the prompt goes on without it';
  const lines = standsIn.replaceAll(/ {2}#.*/g, '').split('\n');
  return `the prompt goes on from here, as if it had been ${lines.map((line) => `\`${line}\``).join(' and ')}`;
}
