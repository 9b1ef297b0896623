// The failed runs that are kept: of each signature the one with the shortest plan, or with `bail` the first,
// as a file, and later what it shrinks to.

import {
  type BatchAnswer,
  type Campaign,
  type FailedRun,
  isSmaller,
  nameOf,
  withoutPlan,
} from './campaign.ts';
import type { OutFolder } from './out-folder.ts';

/** Files of failed runs. */
export class Finds {
  private readonly campaign: Campaign;
  private readonly out: OutFolder;
  private readonly bail: boolean;
  private readonly kept = new Map<string, FailedRun>();
  /** Files of earlier campaigns, by the signature of their failure. */
  private readonly known = new Map<string, string>();

  /** With `bail` only the first run that fails counts, however long its plan, and later ones may arrive before it. */
  constructor(campaign: Campaign, out: OutFolder, bail: boolean) {
    this.campaign = campaign;
    this.out = out;
    this.bail = bail;
  }

  /** Remembers that a file of an earlier campaign fails in this way: other files of it are not needed. */
  noteKnown(signature: string, file: string): void {
    if (!this.known.has(signature)) this.known.set(signature, file);
  }

  /** The file of an earlier campaign that fails in this way. */
  knownFile(signature: string): string | null {
    return this.known.get(signature) ?? null;
  }

  /** Writes the plans of a batch down that are smaller than what is kept. */
  save({ failed }: Pick<BatchAnswer, 'failed'>): void {
    for (const run of failed) {
      const other = this.kept.get(run.signature);
      if (this.known.has(run.signature)) continue;
      if (other !== undefined && !this.isBetter(run, other)) continue;
      if (run.plan !== undefined) this.out.savePlan(nameOf(run, this.campaign), run.plan);
      this.kept.set(run.signature, withoutPlan(run));
      // The old one goes only now: a killed command leaves one too many rather than none.
      if (other !== undefined) this.out.dropPlan(nameOf(other, this.campaign));
    }
  }

  private isBetter(run: FailedRun, other: FailedRun): boolean {
    return this.bail ? run.index < other.index : isSmaller(run, other);
  }

  /** Takes the plans away that do not count after all. `counted`: what is kept of each signature. */
  keepOnly(counted: readonly FailedRun[]): void {
    const names = new Set(counted.map((run) => nameOf(run, this.campaign)));
    for (const run of this.kept.values()) {
      const name = nameOf(run, this.campaign);
      if (!names.has(name)) this.out.dropPlan(name);
    }
  }
}
