// The hunt: which runs it makes, and what it counts as a find. The engines are made up.

import { describe, expect, test } from 'vitest';
import { Hunt, isBreachOf, type RunSpec } from '../../fuzz/index.ts';
import type { HuntEngine } from '../../fuzz/hunt.ts';
import type { RunOptions, TestResult } from '../../dsl/index.ts';

/** How the run with this number ends: with the property that breaks, or with a halt; undefined when it holds. */
type Story = (run: number, lenient: boolean) => string | undefined;

const LENGTH = 50;

/** An engine whose runs take `LENGTH` ticks, or never end where the story says so. */
function engineOf(story: Story, begun: RunSpec[] = [], lenient: unknown[] = []): HuntEngine {
  class StoryRun {
    ticks = 0;
    readonly spec: RunSpec;
    private readonly isLenient: boolean;
    private isInterrupted = false;

    constructor(spec: RunSpec, options: RunOptions) {
      this.spec = spec;
      this.isLenient = options.lenient ?? false;
      begun.push(spec);
      lenient.push(options.lenient);
    }

    private get end(): string | undefined {
      return story(Number(this.spec.seed.split('.').at(-1)), this.isLenient);
    }

    advance(ticks: number): boolean {
      const length = this.end === 'endless' ? Infinity : LENGTH;
      this.ticks = Math.min(length, this.ticks + ticks);
      return this.ticks === length;
    }

    interrupt(): void {
      this.isInterrupted = true;
    }

    result(): Partial<TestResult> {
      const { end } = this;
      if (this.isInterrupted) return { verdict: 'interrupted' };
      if (end === undefined) return { verdict: 'passed' };
      const property = end === 'halt' ? {} : { property: { name: end } };
      const failure = { message: `${end} breaks`, ...property } as NonNullable<
        TestResult['failure']
      >;
      return { verdict: end === 'halt' ? 'broken' : 'violated', failure };
    }

    planText(): string {
      return `plan of ${this.spec.seed}`;
    }
  }
  return { RandomRun: StoryRun } as unknown as HuntEngine;
}

function hunted(hunt: Hunt, portion = 7, portions = 1_000): Hunt {
  for (let k = 0; k < portions && !hunt.advance(portion); k += 1) continue;
  return hunt;
}

const holds = engineOf(() => undefined);
const breaksAt = (number: number, what = 'log matching'): Story => {
  return (run) => (run === number ? what : undefined);
};

describe('a hunt', () => {
  test.each(['halt', 'assertion'])('goes on behind a breakdown: %s', (what) => {
    const story: Story = (run) => (run < 3 ? what : run === 3 ? 'log matching' : undefined);
    const hunt = hunted(new Hunt(engineOf(story), { seed: '4', twin: holds }));
    expect(hunt.caught).toMatchObject({ property: 'log-matching', spec: { seed: '4.3' } });
    expect(hunt).toMatchObject({ breakdowns: 3, breakdown: { spec: { seed: '4.0' } } });
    expect(hunt.accusations).toEqual([]);
  });

  test('makes one run after another, seed by seed, with everything that the generator knows', () => {
    const begun: RunSpec[] = [];
    const lenient: unknown[] = [];
    const hunt = hunted(
      new Hunt(engineOf(breaksAt(3), begun, lenient), { seed: '4', twin: holds }),
    );
    expect(begun.map(({ seed }) => seed)).toEqual(['4.0', '4.1', '4.2', '4.3']);
    expect(new Set(begun.map(({ profile }) => profile))).toEqual(new Set(['everything']));
    expect(begun.every(({ overrides }) => Object.keys(overrides).length === 0)).toBe(true);
    expect(lenient).toEqual([true, true, true, true]);
    expect(hunt.runs).toBe(4);
    expect(hunt.ticks).toBe(4 * LENGTH);
  });

  test('begins with the run that it is told to', () => {
    const hunt = hunted(new Hunt(engineOf(breaksAt(7)), { seed: '4', twin: holds, first: 5 }));
    expect(hunt.caught).toMatchObject({ spec: { seed: '4.7' } });
    expect(hunt.runs).toBe(3);
  });

  test('catches the first run that only the engine with the bug breaks', () => {
    const hunt = hunted(new Hunt(engineOf(breaksAt(2)), { seed: '1', twin: holds }));
    expect(hunt.caught).toEqual({
      spec: { seed: '1.2', profile: 'everything', overrides: {} },
      ...{ property: 'log-matching', message: 'log matching breaks', plan: 'plan of 1.2' },
    });
    expect(hunt.accusations).toEqual([]);
  });

  test('goes on behind a run that breaks the twin as well, and remembers it', () => {
    const both: Story = (run) => (run === 1 || run === 4 ? 'exactly once' : undefined);
    const hunt = hunted(
      new Hunt(engineOf(both), { seed: '1', twin: engineOf(breaksAt(1, 'no disruption')) }),
    );
    expect(hunt.caught).toMatchObject({ spec: { seed: '1.4' }, property: 'exactly-once' });
    expect(hunt.accusations).toMatchObject([{ spec: { seed: '1.1' }, property: 'no-disruption' }]);
  });

  test('goes on behind a run that only its assertions save the twin from, and accuses nobody', () => {
    const both: Story = (run) => (run === 1 || run === 4 ? 'log matching' : undefined);
    const twin = engineOf((run, lenient) => (run === 1 && lenient ? 'log matching' : undefined));
    const hunt = hunted(new Hunt(engineOf(both), { seed: '1', twin }));
    expect(hunt.caught?.spec.seed).toBe('1.4');
    expect(hunt.accusations).toEqual([]);
  });

  test('asks the twin about no run that holds', () => {
    const asked: RunSpec[] = [];
    const twin = engineOf(() => undefined, asked);
    hunted(new Hunt(engineOf(breaksAt(5)), { seed: '1', twin }));
    expect(asked.map(({ seed }) => seed)).toEqual(['1.5']);
  });

  test('without a twin counts a halt of the simulator, which no property describes', () => {
    const hunt = hunted(new Hunt(engineOf(breaksAt(0, 'halt')), { seed: '1' }));
    expect(hunt.caught).toMatchObject({ property: null, message: 'halt breaks' });
  });

  test('catches every run that breaks in spite of all assertions when there is no twin', () => {
    const story: Story = (run, lenient) => (lenient || run === 2 ? 'log matching' : undefined);
    const hunt = hunted(new Hunt(engineOf(story), { seed: '1' }));
    expect(hunt.caught?.spec.seed).toBe('1.2');
  });

  test('ends a run that does not end, and counts it as nothing', () => {
    const story: Story = (run) => (run === 0 ? 'endless' : run === 1 ? 'log matching' : undefined);
    const hunt = hunted(new Hunt(engineOf(story), { seed: '1', twin: holds }), 10_000);
    expect(hunt.caught?.spec.seed).toBe('1.1');
    expect(hunt.ticks).toBe(100_000 + LENGTH);
  });

  test('comes to the same however its ticks are portioned, and goes no further than its find', () => {
    const ends = [1, 49, 50, 51, 100_000].map((portion) => {
      const { caught, runs, ticks } = hunted(
        new Hunt(engineOf(breaksAt(3)), { seed: '1', twin: holds }),
        portion,
      );
      return { caught, runs, ticks };
    });
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
    expect(ends[0]?.runs).toBe(4);
  });
});

test('a breach is of the bug’s own property when it answers to it', () => {
  expect(isBreachOf('election-safety', 'election-safety')).toBe(true);
  expect(isBreachOf('elected-by-quorum', 'election-safety')).toBe(true);
  expect(isBreachOf('election-safety', 'elected-by-quorum')).toBe(false);
  expect(isBreachOf(null, 'election-safety')).toBe(false);
});
