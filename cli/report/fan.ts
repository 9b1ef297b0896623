// Several reporters as one.

import type { Reporter } from './reporter.ts';

/** Tells every reporter everything, in order. */
export function fanOut(reporters: readonly Reporter[]): Reporter {
  return {
    begin: (header) => reporters.forEach((reporter) => reporter.begin(header)),
    unreadable: (file, problem) =>
      reporters.forEach((reporter) => reporter.unreadable(file, problem)),
    diagnosed: (parsed, refusals) =>
      reporters.forEach((reporter) => reporter.diagnosed(parsed, refusals)),
    traced: (test, events) => reporters.forEach((reporter) => reporter.traced(test, events)),
    tested: (outcome) => reporters.forEach((reporter) => reporter.tested(outcome)),
    end: (summary) => reporters.forEach((reporter) => reporter.end(summary)),
  };
}
