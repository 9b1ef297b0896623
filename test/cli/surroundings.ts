// Surroundings for tests of the command: a folder of its own, captured outputs, and an engine whose runs are
// made up, so that every way to end can be seen.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine, RunningTest, RunSettings } from '../../cli/engine.ts';
import type { Host, Output } from '../../cli/host.ts';
import {
  formatSource,
  parseFile,
  renderDiagnostic,
  type TestCase,
  type TestResult,
} from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';

/** A folder with files, gone when the test ends. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** An output that keeps what is written. */
export interface Captured extends Output {
  readonly text: () => string;
}

function captured(over: Partial<Output> = {}): Captured {
  let kept = '';
  return {
    write: (text) => {
      kept += text;
    },
    ready: () => Promise.resolve(),
    terminal: false,
    columns: 80,
    colours: 0,
    ...over,
    text: () => kept,
  };
}

/** A host whose outputs are captured. */
export interface CapturedHost extends Host {
  readonly out: Captured;
  readonly err: Captured;
  readonly interrupt: () => void;
}

export function hostIn(folder: string, out: Partial<Output> = {}): CapturedHost {
  const controller = new AbortController();
  return {
    folder,
    out: captured(out),
    err: captured(),
    interrupted: controller.signal,
    interrupt: () => controller.abort(),
    readInput: async () => ({ ok: true, text: '' }),
  };
}

/** A result of a test that held, to be varied. */
export function resultOf(
  test: TestCase,
  settings: RunSettings,
  over: Partial<TestResult> = {},
): TestResult {
  return {
    file: test.file,
    test: test.name,
    line: test.line,
    seed: settings.seed,
    verdict: 'passed',
    ticks: 41,
    hash: '0123456789abcdef',
    output: [],
    golden: [],
    unshown: [],
    notes: [],
    ...over,
  };
}

/** A failure of a test's second statement. */
export function failureOf(test: TestCase): NonNullable<TestResult['failure']> {
  return {
    file: test.file,
    span: { line: test.line + 1, column: 1, endLine: test.line + 1, endColumn: 8 },
    statement: 'tick 20',
    message: 'n0 is not leader',
    expected: 'n0.state is leader',
    observed: 'n0.state is follower',
    why: ['n0 has 1 of 2 votes', 'n1 and n2 are cut off since tick 4'],
    state: [],
    events: [],
  };
}

/** Says how a test ends. */
export type Story = (test: TestCase, settings: RunSettings) => Partial<TestResult>;

/** The real language, with runs that end as the story says after some ticks. */
export function engineWith(story: Story, ticks = 100): Engine {
  return {
    parseFile,
    renderDiagnostic,
    formatSource,
    start: (test, settings) => new StoryRun(test, settings, story, ticks),
  };
}

class StoryRun implements RunningTest {
  ticks = 0;
  readonly nodes = 3;
  private readonly test: TestCase;
  private readonly settings: RunSettings;
  private readonly story: Story;
  private readonly length: number;
  private stopped = false;

  constructor(test: TestCase, settings: RunSettings, story: Story, length: number) {
    this.test = test;
    this.settings = settings;
    this.story = story;
    this.length = length;
  }

  get seed(): string {
    return this.settings.seed;
  }

  advance(ticks: number): boolean {
    this.ticks = Math.min(this.length, this.ticks + ticks);
    return this.ticks === this.length;
  }

  takeEvents(): readonly TraceEvent[] {
    const { trace = [] } = this.story(this.test, this.settings);
    const isAtEnd = this.settings.trace && this.ticks === this.length;
    return isAtEnd ? trace : [];
  }

  interrupt(): void {
    this.stopped = true;
  }

  result(): TestResult {
    const { test, settings, ticks } = this;
    if (this.stopped) return resultOf(test, settings, { verdict: 'interrupted', ticks });
    return resultOf(test, settings, { ticks, ...this.story(test, settings) });
  }
}
