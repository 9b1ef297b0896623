// What the compiler made of a text, kept on disk: most files are the same in every process that plants.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { makeFolder } from '../files/make-folder.ts';

/** Compiled texts by what they were made of. Where nothing can be written, nothing is kept. */
export class CompileCache {
  readonly #folder: string;
  /** What decides, besides the text, what comes out. */
  readonly #maker: string;

  /** `packages`: the folder node_modules; `maker`: the compiler's version and settings. */
  constructor(packages: string, maker: string) {
    this.#folder = join(packages, '.cache', 'whitewater');
    this.#maker = maker;
  }

  /** What was made of a text before, or what `make` makes of it now. */
  of(text: string, make: () => string): string {
    const key = createHash('sha256').update(`${this.#maker}\n${text}`).digest('hex');
    const place = join(this.#folder, `${key}.cjs`);
    try {
      return readFileSync(place, 'utf8');
    } catch {
      const made = make();
      this.#keep(place, made);
      return made;
    }
  }

  #keep(place: string, made: string): void {
    const draft = `${place}.${process.pid}.${threadId}.tmp`;
    try {
      makeFolder(this.#folder);
      writeFileSync(draft, made);
      renameSync(draft, place);
    } catch {
      rmSync(draft, { force: true });
    }
  }
}
