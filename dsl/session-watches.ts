// The conditions that a session watches: looked at between ticks and statements, told when they change.

import type { Condition } from './ast.ts';
import { type EventMarks, holds, markEvents, observe } from './conditions.ts';
import type { Scope } from './scope.ts';
import type { WatchChange } from './session-types.ts';

interface Watching {
  readonly text: string;
  readonly condition: Condition;
  marks: EventMarks;
  holds: boolean;
}

/** Some watched conditions. */
export class SessionWatches {
  private list: Watching[] = [];

  get count(): number {
    return this.list.length;
  }

  /** Watches a condition from here on. Answers whether it holds. */
  add(text: string, condition: Condition, scope: Scope): boolean {
    const marks = markEvents(condition, scope.world);
    const watching = { text, condition, marks, holds: holds(condition, scope, 'check', marks) };
    this.list = [...this.list.filter((each) => each.text !== text), watching];
    return watching.holds;
  }

  /** What is watched, as it stands; null: there is no cluster. */
  now(scope: Scope | null): readonly WatchChange[] {
    return this.list.map(({ text, condition, marks }) => {
      if (scope === null) return { tick: 0, text, holds: false, observed: 'there is no cluster' };
      const observed = observe(condition, scope, marks).join('; ');
      return {
        tick: scope.world.now,
        text,
        holds: holds(condition, scope, 'check', marks),
        observed,
      };
    });
  }

  /** Watches nothing any more. Answers what was watched. */
  clear(): readonly string[] {
    const texts = this.list.map(({ text }) => text);
    this.list = [];
    return texts;
  }

  /** Begins anew in another world, or at another time of it: what is different there is no change. */
  mark(scope: Scope): void {
    for (const watching of this.list) {
      watching.marks = markEvents(watching.condition, scope.world);
      watching.holds = holds(watching.condition, scope, 'check', watching.marks);
    }
  }

  /** What has changed since the last look. */
  look(scope: Scope): readonly WatchChange[] {
    const changes: WatchChange[] = [];
    for (const watching of this.list) {
      const { condition, marks, text } = watching;
      const now = holds(condition, scope, 'check', marks);
      if (now === watching.holds) continue;
      watching.holds = now;
      const observed = observe(condition, scope, marks).join('; ');
      changes.push({ tick: scope.world.now, text, holds: now, observed });
    }
    return changes;
  }
}
