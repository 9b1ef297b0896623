// JUnit XML, as build servers read it: a suite a file, a case a test. Written when the run ends, because a
// suite begins with its counts.

import type { ParsedFile } from '../../dsl/index.ts';
import { pathLines } from '../../sim/index.ts';
import { PLAIN } from '../../view/index.ts';
import type { Output } from '../host.ts';
import { type DrawFrame, renderFailure } from './failure.ts';
import { isFailure, type Reporter, type RunSummary, type TestOutcome } from './reporter.ts';

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly type: string;
  readonly details: string;
  readonly line: number;
  readonly facts: string;
}

/** JUnit XML on an output. */
export function createJunitReporter(out: Output, drawFrame: DrawFrame): Reporter {
  return new JunitReporter(out, drawFrame);
}

class JunitReporter implements Reporter {
  private readonly out: Output;
  private readonly drawFrame: DrawFrame;
  private readonly suites = new Map<string, Case[]>();

  constructor(out: Output, drawFrame: DrawFrame) {
    this.out = out;
    this.drawFrame = drawFrame;
  }

  begin(): void {
    // Everything is written at the end.
  }

  unreadable(file: string, problem: string): void {
    this.add(file, errorCase('unreadable', problem, 1));
  }

  diagnosed(parsed: ParsedFile): void {
    for (const { severity, file, span, message, code } of parsed.diagnostics) {
      if (severity !== 'error') continue;
      const place = `${file}:${span.line}:${span.column}`;
      this.add(parsed.path, errorCase(code, `${place}: ${message}`, span.line));
    }
  }

  traced(): void {
    // A build server has no place for traces.
  }

  tested(outcome: TestOutcome): void {
    const { result, difference, path } = outcome;
    const { failure, verdict, test, line, seed, ticks, hash } = result;
    const followed = path === undefined ? [] : ['', ...pathLines(path)];
    const look = { style: PLAIN, columns: 100, drawFrame: this.drawFrame };
    this.add(result.file, {
      name: test,
      outcome: caseOutcome(outcome),
      message: failure?.message ?? difference?.message ?? verdict,
      type: failure?.property?.name ?? verdict,
      details: renderFailure(outcome, look).join('\n'),
      line,
      facts: [`seed ${seed}, ${ticks} ticks, hash ${hash}`, ...followed].join('\n'),
    });
  }

  end(summary: RunSummary): void {
    const all = [...this.suites.values()].flat();
    const seconds = (summary.milliseconds / 1000).toFixed(3);
    const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
    lines.push(`<testsuites name="whitewater" ${countsOf(all)} time="${seconds}">`);
    for (const [file, cases] of this.suites) {
      lines.push(`  <testsuite name="${attribute(file)}" ${countsOf(cases)}>`);
      for (const item of cases) lines.push(...caseLines(file, item));
      lines.push('  </testsuite>');
    }
    lines.push('</testsuites>');
    this.out.write(`${lines.join('\n')}\n`);
  }

  private add(file: string, item: Case): void {
    const cases = this.suites.get(file);
    if (cases === undefined) this.suites.set(file, [item]);
    else cases.push(item);
  }
}

function errorCase(type: string, message: string, line: number): Case {
  return { name: message, outcome: 'error', message, type, details: message, line, facts: '' };
}

function caseOutcome(outcome: TestOutcome): Case['outcome'] {
  if (!isFailure(outcome)) return 'passed';
  const { verdict } = outcome.result;
  if (verdict === 'interrupted') return 'skipped';
  return verdict === 'broken' || outcome.difference !== undefined ? 'error' : 'failure';
}

function countsOf(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number =>
    cases.filter((item) => item.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseLines(file: string, item: Case): string[] {
  const names = `name="${attribute(item.name)}" classname="${attribute(file)}"`;
  const head = `    <testcase ${names} file="${attribute(file)}" line="${item.line}"`;
  const body: string[] = [];
  if (item.outcome === 'skipped') {
    body.push(`      <skipped message="${attribute(item.message)}"/>`);
  } else if (item.outcome !== 'passed') {
    const attributes = `message="${attribute(item.message)}" type="${attribute(item.type)}"`;
    body.push(`      <${item.outcome} ${attributes}>${escaped(item.details)}</${item.outcome}>`);
  }
  if (item.facts !== '') body.push(`      <system-out>${escaped(item.facts)}</system-out>`);
  return body.length === 0 ? [`${head}/>`] : [`${head}>`, ...body, '    </testcase>'];
}

function escaped(text: string): string {
  return legal(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function attribute(text: string): string {
  return escaped(text)
    .replace(/"/g, '&quot;')
    .replace(/[\r\n\t]/g, ' ');
}

/** XML 1.0 has no way to write most control characters, nor half of a surrogate pair. */
function legal(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
  return wellFormed.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '·');
}
