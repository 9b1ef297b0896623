// TAP version 14: test points as they come, the plan at the end. Source: testanything.org.

import type { ParsedFile } from '../../dsl/index.ts';
import { pathLines } from '../../sim/index.ts';
import type { Output } from '../host.ts';
import { replayLine } from '../run/replay-line.ts';
import { isFailure, type Reporter, type RunSummary, type TestOutcome } from './reporter.ts';

/** What stands behind a key of a diagnostic block; lines are a list. */
type Fact = string | number | readonly string[];

/** TAP on an output. */
export function createTapReporter(out: Output): Reporter {
  return new TapReporter(out);
}

class TapReporter implements Reporter {
  private readonly out: Output;
  private count = 0;

  constructor(out: Output) {
    this.out = out;
  }

  begin(): void {
    this.write('TAP version 14');
  }

  unreadable(file: string, problem: string): void {
    this.point(false, file, { message: problem, verdict: 'unreadable' });
  }

  diagnosed(parsed: ParsedFile): void {
    for (const { severity, file, span, message, code } of parsed.diagnostics) {
      if (severity === 'error') {
        this.point(false, `${file}:${span.line}:${span.column}`, {
          message,
          code,
          verdict: 'error',
        });
      } else {
        this.write(`# warning: ${escaped(`${file}:${span.line}:${span.column}: ${message}`)}`);
      }
    }
  }

  traced(): void {
    // A trace is no part of TAP.
  }

  tested(outcome: TestOutcome): void {
    const { result, difference, path } = outcome;
    const { failure, verdict, seed, ticks, hash } = result;
    const facts: Record<string, Fact> = { seed, ticks, hash };
    if (isFailure(outcome)) {
      Object.assign(facts, {
        verdict,
        message: failure?.message ?? difference?.message ?? verdict,
      });
      if (failure !== undefined) {
        const { property, expected, observed, why, file, span } = failure;
        Object.assign(facts, {
          at: `${file}:${span.line}`,
          expected,
          observed,
          why: why.join('; '),
        });
        if (property !== undefined) facts.property = property.name;
      }
      facts.replay = replayLine(outcome.replay);
    }
    if (path !== undefined) facts.request = pathLines(path);
    this.point(!isFailure(outcome), `${result.file}: ${result.test}`, facts);
  }

  end(summary: RunSummary): void {
    this.write(`1..${this.count}`);
    if (summary.interrupted) this.write('Bail out! interrupted');
  }

  private point(ok: boolean, name: string, facts: Readonly<Record<string, Fact>>): void {
    this.count += 1;
    this.write(`${ok ? 'ok' : 'not ok'} ${this.count} - ${escaped(name)}`);
    this.write('  ---');
    // A JSON string is a YAML string.
    for (const [key, value] of Object.entries(facts)) {
      if (typeof value !== 'object') this.write(`  ${key}: ${JSON.stringify(value)}`);
      else {
        this.write(`  ${key}:`);
        for (const line of value) this.write(`    - ${JSON.stringify(line)}`);
      }
    }
    this.write('  ...');
  }

  private write(line: string): void {
    this.out.write(`${line}\n`);
  }
}

/** `#` would start a directive, and a line ending a new line. */
function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/#/g, '\\#')
    .replace(/[\r\n]+/g, ' ');
}
