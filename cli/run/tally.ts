// Counting a run, and what its counts tell the shell.

import type { Verdict } from '../../dsl/index.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import type { RunSummary, TestOutcome } from '../report/reporter.ts';

/** Counts while a run goes on. */
export class Tally {
  readonly verdicts: Record<Verdict, number> = {
    passed: 0,
    failed: 0,
    violated: 0,
    stalled: 0,
    broken: 0,
    interrupted: 0,
  };
  readonly updated = new Set<string>();
  badFiles = 0;
  different = 0;
  notRun = 0;
  filesNotReached = 0;
  /** Whether a test broke by a mistake of ours rather than by a limit. */
  private ours = false;
  private readonly started = performance.now();

  count({ result, difference }: TestOutcome): void {
    this.verdicts[result.verdict] += 1;
    if (difference !== undefined) this.different += 1;
    if (result.verdict === 'broken' && !isLimit(result.failure?.property)) this.ours = true;
  }

  get tests(): number {
    return Object.values(this.verdicts).reduce((sum, count) => sum + count, 0);
  }

  get failures(): number {
    return this.tests - this.verdicts.passed + this.different;
  }

  summary(files: number, interrupted: boolean): Omit<RunSummary, 'runTwice'> {
    const { verdicts, badFiles, different, notRun, filesNotReached } = this;
    return {
      ...{ verdicts, files, badFiles, different, notRun, filesNotReached, interrupted },
      updated: [...this.updated],
      milliseconds: Math.round(performance.now() - this.started),
      status: this.status(interrupted),
    };
  }

  /** The worst that happened decides; a run that was stopped says nothing about the rest. */
  private status(interrupted: boolean): ExitStatus {
    const { verdicts, different, badFiles } = this;
    if (interrupted) return EXIT.interrupted;
    if (this.ours || different > 0) return EXIT.internal;
    if (badFiles > 0 || verdicts.broken > 0) return EXIT.usage;
    const failures = verdicts.failed + verdicts.violated + verdicts.stalled;
    return failures > 0 ? EXIT.failed : EXIT.ok;
  }
}

/** A limit of the language is the file's mistake and breaks no property; an assertion of ours is one. */
function isLimit(property: object | undefined): boolean {
  return property === undefined;
}
