// The folder of a campaign: its journal, and of every bug the plan of a run and the scenario it shrank to.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemReason, UsageError } from '../exit.ts';
import { makeFolder } from '../files/make-folder.ts';
import { replaceFile } from '../run/golden.ts';
import { Journal } from './journal.ts';

const PLAN = '.plan.raft';
const SHRUNK = '.raft';

/** The folder for what is found. Errors: `UsageError`s when the system does not let it be used. */
export class OutFolder {
  readonly path: string;
  /** As it was typed. */
  readonly shown: string;
  readonly journal: Journal;
  /** Files of earlier campaigns. The same campaign, made again, comes to the same names. */
  private readonly protected = new Set<string>();

  /** Makes the folder if it is not there. `folder` is the current one, from which `shown` is meant. */
  constructor(shown: string, folder: string) {
    this.shown = shown;
    this.path = resolve(folder, shown);
    this.make();
    this.journal = new Journal(this.path, shown);
  }

  /** Writes the plan of a run down. */
  savePlan(name: string, text: string): void {
    this.save(`${name}${PLAN}`, text);
  }

  /** Writes what a plan shrank to. */
  saveShrunk(name: string, text: string): void {
    this.save(`${name}${SHRUNK}`, text);
  }

  /** The plan of a run. */
  readPlan(name: string): string {
    try {
      return readFileSync(join(this.path, `${name}${PLAN}`), 'utf8');
    } catch (error) {
      throw new UsageError(`cannot read ${this.planOf(name)}: ${systemReason(error)}`);
    }
  }

  /** Keeps a scenario that an earlier campaign saved, with its plan, from being dropped. */
  protect(file: string): void {
    this.protected.add(file);
  }

  /** Takes a plan away that a smaller one replaces. */
  dropPlan(name: string): void {
    if (this.isProtected(name)) return;
    rmSync(join(this.path, `${name}${PLAN}`), { force: true });
  }

  /** Takes a shrunk scenario away that shows what another one shows. */
  dropShrunk(name: string): void {
    if (this.isProtected(name)) return;
    rmSync(join(this.path, `${name}${SHRUNK}`), { force: true });
  }

  hasPlan(name: string): boolean {
    return existsSync(join(this.path, `${name}${PLAN}`));
  }

  hasShrunk(name: string): boolean {
    return existsSync(join(this.path, `${name}${SHRUNK}`));
  }

  /** Where the plan of a run is, for people. */
  planOf(name: string): string {
    return join(this.shown, `${name}${PLAN}`);
  }

  /** Where the shrunk scenario of a run is, for people. */
  shrunkOf(name: string): string {
    return join(this.shown, `${name}${SHRUNK}`);
  }

  /** Scenarios in the folder, by name: a plan only when it was not shrunk. As paths for people. */
  scenarios(): readonly string[] {
    const names = readdirSync(this.path).filter((name) => name.endsWith(SHRUNK));
    const isDouble = (name: string): boolean =>
      name.endsWith(PLAN) && names.includes(`${name.slice(0, -PLAN.length)}${SHRUNK}`);
    return names
      .filter((name) => !isDouble(name))
      .sort()
      .map((name) => join(this.shown, name));
  }

  private isProtected(name: string): boolean {
    return this.protected.has(this.shrunkOf(name)) || this.protected.has(this.planOf(name));
  }

  private save(name: string, text: string): void {
    replaceFile(join(this.path, name), text, join(this.shown, name));
  }

  private make(): void {
    try {
      makeFolder(this.path);
    } catch (error) {
      const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
      const why = isFile ? 'it is a file, no folder' : systemReason(error, 'write');
      throw new UsageError(`cannot save to ${this.shown}: ${why}`, 'give a folder by --out');
    }
  }
}
