// Which scenario files use which others, so that a change of one runs again all that depend on it.

/** Knows of each file what it asked for when it was read last. Paths are absolute. */
export class UseGraph {
  private readonly askedBy = new Map<string, ReadonlySet<string>>();

  /** Notes what a file asked for, directly and through others. */
  set(file: string, asked: ReadonlySet<string>): void {
    this.askedBy.set(file, asked);
  }

  /** The known files that a change of `file` concerns; undefined when there are none. */
  affectedBy(file: string): string[] | undefined {
    const users = [...this.askedBy].filter(([user, asked]) => user === file || asked.has(file));
    return users.length === 0 ? undefined : users.map(([user]) => user);
  }
}
