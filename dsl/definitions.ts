// Which definition a name means. A definition is visible from the header it stands in to the end of the file;
// a later one of the same name takes its place for the tests that follow.

import type { Definition } from './ast.ts';

interface Placed {
  readonly from: number;
  readonly definition: Definition;
}

/** All definitions of a file, by the number of the test from which each is visible. */
export class DefinitionTable {
  private readonly placed = new Map<string, Placed[]>();

  /** Makes a definition visible from test number `from` on. Tests come in order. */
  add(definition: Definition, from: number): void {
    const name = definition.name.text.toLowerCase();
    const list = this.placed.get(name);
    if (list === undefined) this.placed.set(name, [{ from, definition }]);
    else list.push({ from, definition });
  }

  /** What `name` means in test number `test`. */
  find(name: string, test: number): Definition | undefined {
    const list = this.placed.get(name.toLowerCase()) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle]?.from ?? Infinity) <= test) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.definition;
  }

  /** Whether `name` is defined, perhaps only after the test in question. */
  first(name: string): Definition | undefined {
    return this.placed.get(name.toLowerCase())?.[0]?.definition;
  }

  /** All names, for suggestions. */
  names(): readonly string[] {
    return [...this.placed.values()].map((list) => list[0]?.definition.name.text ?? '');
  }
}
