// A scenario that grows while it runs, as at a prompt: text is taken piece by piece, carried out by the same
// interpreter as a file, and taken back through copies of the run. What it holds is at every moment a scenario.

import type { Statement } from './ast.ts';
import { chunksOf } from './chunks.ts';
import type { Diagnostic } from './diagnostics.ts';
import { parseFile } from './parse-file.ts';
import { ParsedBeginning } from './parsed-beginning.ts';
import type { TestResult } from './result.ts';
import {
  errorsOf,
  isActing,
  looks,
  type Parsed,
  type Step,
  stepped,
  pieceOf,
  stepsOf,
} from './session-steps.ts';
import { scenarioText } from './session-text.ts';
import type {
  Offer,
  SessionEvent,
  SessionSettings,
  SessionStatus,
  WatchChange,
} from './session-types.ts';
import { SessionWatches } from './session-watches.ts';
import { shownLines } from './show.ts';
import { standIn } from './stand-in.ts';
import type { TestCase } from './test-case.ts';
import { TestRun } from './test-run.ts';

/** Copies of the run that are kept; what is older is reached by carrying statements out again. */
const COPIES_MAX = 64;
/** Events that the trace keeps at least; `show trace` and `show request` look no further back. */
const EVENTS_KEPT = 50_000;

/** Where a run stood before an entry. */
interface Stand {
  readonly run: TestRun | null;
  readonly test: TestCase | null;
}

/** One piece of what the session holds. */
interface Entry {
  /** As it stands in the scenario. */
  readonly text: string;
  /** As it was given. */
  readonly given: string;
  /** Whether `undo` counts it: comments and `show` go with what is before them. */
  readonly counts: boolean;
  readonly isCluster: boolean;
  /** Where the run stood before it; absent when that was forgotten, or would be what it is for another entry. */
  before: Stand | undefined;
}

const NOTHING: Stand = { run: null, test: null };

/** The text of so many entries, and the last of them. */
interface Written {
  readonly count: number;
  readonly last: Entry | undefined;
  readonly text: string;
  readonly lines: number;
}

const NOTHING_WRITTEN: Written = { count: 0, last: undefined, text: '', lines: 0 };

/** A growing scenario and its run. Call `offer`, then `advance` until it answers true, then `takeEvents`. */
export class Session {
  readonly name: string;
  private readonly settings: SessionSettings;
  private entries: Entry[] = [];
  private stand: Stand = NOTHING;
  private steps: Step[] = [];
  /** The step that has begun, and where the run stood before it. */
  private current: { readonly step: Step; readonly before: Stand } | null = null;
  private events: SessionEvent[] = [];
  private readonly watches = new SessionWatches();
  private shownSoFar = 0;
  /** The test that a `for` line makes of a `cluster of`, by its place among the tests of the text. */
  private wanted: number | null = null;
  private lastWritten = NOTHING_WRITTEN;
  private readonly beginning = new ParsedBeginning();
  private sourcesNow: ReadonlyMap<string, string> = new Map();

  constructor(settings: SessionSettings) {
    this.settings = settings;
    this.name = settings.name;
  }

  /** The text so far, without what only `save` adds. */
  get text(): string {
    return this.written().text;
  }

  /** The texts that diagnostics and failures point into, by path. */
  get sources(): ReadonlyMap<string, string> {
    return this.sourcesNow;
  }

  get status(): SessionStatus {
    const { run } = this.stand;
    if (run === null) return { tick: null, leader: null, hasEnded: false, hash: '', nodes: [] };
    const { world } = run.scope;
    const present = world.nodes.filter(({ condition }) => condition !== 'absent');
    return {
      ...{ tick: world.now, leader: world.leader()?.id ?? null, hasEnded: run.hasEnded },
      ...{ hash: world.hash.toString(), nodes: present.map(({ id }) => id) },
    };
  }

  /** What is wrong with a text behind what the session holds; open blocks are closed for the look. */
  judge(text: string): readonly Diagnostic[] {
    const missing = chunksOf(text).at(-1)?.open ?? 0;
    const { parsed } = this.parsed(`${text}${'\nend'.repeat(missing)}`);
    return errorsOf(parsed);
  }

  /** Takes a text of whole pieces, to be carried out by `advance`; or says why not. Not while something is carried out. */
  offer(text: string): Offer {
    const before = this.lineCount();
    const { parsed } = this.parsed(text);
    const diagnostics = errorsOf(parsed);
    if (diagnostics.length > 0) return { kind: 'wrong', diagnostics };
    const steps = stepsOf(parsed, chunksOf(text).map(stepped), before, this.wanted);
    const next = steps.findIndex(({ isCluster }) => isCluster);
    const acts = steps.slice(0, next < 0 ? steps.length : next).some(isActing);
    if (this.stand.run?.hasEnded === true && acts) return { kind: 'ended' };
    this.steps = steps;
    const { file } = parsed;
    const warnings = file.diagnostics.filter(
      ({ file: path, span }) => path !== file.path || span.line > before,
    );
    return { kind: 'taken', warnings };
  }

  /**
   * Takes a file into a session that holds nothing, up to the end of one of its tests, by its place among them, or of
   * the last. The tests before it are held and not run.
   */
  open(text: string, wanted: number | null): Offer {
    const { parsed } = this.parsed(text.replace(/(\r\n|\n|\r)$/, ''));
    const { tests } = parsed.file;
    const test = wanted === null ? tests.at(-1) : tests[wanted];
    this.wanted = wanted;
    const offer = this.offer(parsed.file.text);
    if (offer.kind !== 'taken' || test === undefined) return offer;
    const { line } = test.clusterSpan;
    const begin = this.steps.findIndex(
      ({ isCluster, test: own }) => isCluster && own?.clusterSpan.line === line,
    );
    const isLast = !this.steps.slice(begin + 1).some(({ isCluster }) => isCluster);
    const end = this.steps.findLastIndex(
      (step) => step.test?.clusterSpan.line === line && (step.isCluster || step.statement !== null),
    );
    for (const step of this.steps.slice(0, begin)) this.hold(step);
    this.steps = this.steps.slice(begin, isLast ? undefined : end + 1);
    return offer;
  }

  /** Carries out what was taken, for about so many ticks. Answers whether nothing is left of it. */
  advance(ticks: number): boolean {
    const [step] = this.steps;
    if (step === undefined) return true;
    if (this.current === null) this.begin(step);
    const { run } = this.stand;
    if (step.statement !== null && run !== null && !run.hasEnded) {
      const isOver = run.advance(this.watches.count === 0 ? ticks : 1);
      run.keepEvents(EVENTS_KEPT);
      const changes = this.watches.look(run.scope);
      if (!step.isAgain) {
        for (const change of changes) this.events.push({ kind: 'changed', change });
      }
      if (!isOver) return false;
    }
    this.finish(step);
    return this.steps.length === 0;
  }

  /** Gives up what is being carried out: the run stands as before it. Answers how many pieces were given up. */
  interrupt(): number {
    const { length } = this.steps;
    if (this.current !== null) this.stand = this.current.before;
    this.current = null;
    this.steps = [];
    if (this.stand.run !== null) this.watches.mark(this.stand.run.scope);
    return length;
  }

  /** What there is to tell since this was asked last. */
  takeEvents(): readonly SessionEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  /**
   * Takes back so many pieces, the last first: `advance` then brings the run to where it stood. Comments and `show` count
   * nothing and go along. Answers what was taken back, as it was given, the first first; fewer when there are no more.
   */
  undo(count: number): readonly string[] {
    let from = this.entries.length;
    let left = count;
    for (let at = this.entries.length - 1; at >= 0 && left > 0; at -= 1) {
      if (this.entries[at]?.counts !== true) continue;
      from = at;
      left -= 1;
    }
    const taken = this.entries.slice(from);
    if (taken.length === 0) return [];
    let at = from;
    while (at > 0 && this.entries[at]?.before === undefined) at -= 1;
    const stand = this.entries[at]?.before ?? NOTHING;
    const again = this.entries.slice(at, from);
    this.entries = this.entries.slice(0, at);
    this.stand = stand;
    this.again(again);
    if (this.stand.run !== null) this.watches.mark(this.stand.run.scope);
    return taken.filter(({ counts }) => counts).map(({ given }) => given);
  }

  /** Watches a condition, from here on and through every change of cluster. Answers whether it holds, or what is wrong. */
  watch(text: string): { readonly holds: boolean } | readonly Diagnostic[] {
    const { run } = this.stand;
    const { parsed } = this.parsed(`check ${text}`);
    const diagnostics = errorsOf(parsed);
    if (diagnostics.length > 0) return diagnostics;
    const action = parsed.file.tests.at(-1)?.statements.at(-1)?.action;
    if (run === null || action?.kind !== 'check') return [];
    return { holds: this.watches.add(text, action.condition, run.scope) };
  }

  /** What is watched, as it stands in this cluster. */
  watched(): readonly WatchChange[] {
    return this.watches.now(this.stand.run?.scope ?? null);
  }

  /** Watches nothing any more. Answers what was watched. */
  unwatch(): readonly string[] {
    return this.watches.clear();
  }

  /** A run of its own that goes on from here to the end of the test, convergence included; null without a cluster. */
  toTheEnd(): TestRun | null {
    const copy = this.stand.run?.copy() ?? null;
    copy?.close();
    return copy;
  }

  /** What the session holds as a scenario whose last test comes to the present hash; null when it holds none. */
  scenario(): string | null {
    const pieces = this.entries.map(({ text }) => text);
    return scenarioText(pieces, this.parsed('').parsed.file.tests, this.settings.seed ?? '1');
  }

  /** Parses what the session holds and some more. Header lines at its end may wait for their cluster. */
  private parsed(more: string): { readonly parsed: Parsed } {
    const { name, files } = this.settings;
    const held = this.entries.length === 0 ? '' : `${this.text}\n`;
    const text = `${held}${more}`;
    this.beginning.want(held);
    let file = parseFile(name, text, files, {}, this.beginning);
    const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0 && errors.every(({ code }) => code === 'lost-header')) {
      const probe = parseFile(name, `${text}\ncluster of 3`, files);
      if (errorsOf({ file: probe, lines: 0 }).length === 0) file = probe;
    }
    this.sourcesNow = file.sources;
    return { parsed: { file, lines: text.split('\n').length } };
  }

  private lineCount(): number {
    return this.written().lines;
  }

  /** All entries as a text. Entries come and go at the end only, so what was written of those before stays right. */
  private written(): Written {
    const { entries, lastWritten } = this;
    const isBehind = entries[lastWritten.count - 1] === lastWritten.last;
    const { count, text, lines } = isBehind ? lastWritten : NOTHING_WRITTEN;
    const more = entries.slice(count).map((entry) => entry.text);
    if (more.length === 0 && isBehind) return lastWritten;
    const all = count === 0 ? more.join('\n') : [text, ...more].join('\n');
    const added = more.reduce((sum, each) => sum + each.split('\n').length, 0);
    this.lastWritten = {
      ...{ count: entries.length, last: entries.at(-1) },
      ...{ text: all, lines: lines + added },
    };
    return this.lastWritten;
  }

  private begin(step: Step): void {
    const { run, test } = this.stand;
    const before = isActing(step) && run !== null ? { run: run.copy(), test } : this.stand;
    this.current = { step, before };
    if (step.isCluster && step.test !== null) {
      this.stand = { run: this.newRun(step.test), test: step.test };
      if (!step.isAgain) this.events.push({ kind: 'test', test: step.test, others: step.others });
      if (this.stand.run !== null) this.watches.mark(this.stand.run.scope);
    } else if (step.statement !== null && step.test !== null && run?.hasEnded === false) {
      run.continueWith(step.test, step.from, step.upTo);
      this.stand = { run, test: step.test };
    } else if (step.test !== null && run?.hasEnded === false) {
      // Lines such as `no convergence` say how the test ends.
      run.continueWith(step.test, step.upTo, step.upTo);
    }
    this.shownSoFar = this.stand.run?.shown.length ?? 0;
  }

  private newRun(test: TestCase): TestRun {
    const { seed, random } = this.settings;
    return new TestRun(test, {
      ...{ open: true, trace: true, coverage: true },
      ...(seed === undefined ? {} : { seed }),
      ...(random === undefined ? {} : { random }),
    });
  }

  /** A step is over: it becomes an entry, and what it showed or how it failed is told. */
  private finish(step: Step): void {
    const before = this.current?.before ?? this.stand;
    const { run } = this.stand;
    this.current = null;
    this.steps = this.steps.slice(1);
    const action = step.statement?.action;
    if (run !== null && before.run?.hasEnded === true && action?.kind === 'show') {
      // Nothing can be carried out any more, but there is something to see.
      this.events.push({ kind: 'shown', lines: shownLines(action.shown, run.scope) });
      return;
    }
    this.hold(step, before);
    if (step.statement === null || run === null) return;
    for (const { text } of run.shown.slice(this.shownSoFar)) {
      if (!step.isAgain) this.events.push({ kind: 'shown', lines: text });
    }
    const result = run.result();
    if (result.failure !== undefined || run.hasEnded) this.fail(step, step.statement, result);
  }

  /** Makes an entry of a step. `before` is where the run stood, if the step was carried out. */
  private hold(step: Step, before?: Stand): void {
    const { isCluster } = step;
    this.entries.push({
      ...{ text: step.chunk.text, given: step.given, isCluster },
      counts: step.counts ?? !looks(step),
      before: this.isKnown(step, before) ? before : undefined,
    });
    const entry = this.entries[this.entries.length - 1 - COPIES_MAX];
    // Where a test begins costs little to keep.
    if (entry?.isCluster === false && entry.before !== undefined && entry.before.run !== null)
      entry.before = undefined;
  }

  /** Whether `before` is where everything that is held leads to, and stays so. */
  private isKnown(step: Step, before: Stand | undefined): boolean {
    if (before === undefined) return false;
    // Tests that are held and were not run lead somewhere else.
    if (before.run === null) return !this.entries.some(({ isCluster }) => isCluster);
    // What changes nothing was not worth a copy.
    return step.isCluster || isActing(step);
  }

  /** A failed statement is replaced by what it did, if that can be said; otherwise the test has ended. */
  private fail(step: Step, statement: Statement, result: TestResult): void {
    const { run, test } = this.stand;
    const before = this.entries.at(-1)?.before;
    if (run === null || test === null) return;
    const left = this.steps.length;
    this.steps = [];
    // Golden lines that differ: the run has not even ended.
    const goesOn = !run.hasEnded;
    const isOwn =
      result.verdict === 'failed' &&
      result.failure?.file === this.name &&
      result.failure.span.line === statement.span.line;
    const replaced =
      isOwn && !goesOn && before?.run
        ? standIn(statement, step.chunk.text, before.run.scope.world, run.scope.world)
        : null;
    const standsIn = goesOn ? step.chunk.text : replaced;
    if (!step.isAgain) this.events.push({ kind: 'failed', test, result, standsIn, left });
    run.forgive();
    if (step.isAgain || replaced === null || before === undefined) return;
    const [failed] = this.entries.splice(-1);
    this.stand = before;
    if (failed !== undefined) this.again([{ ...failed, text: replaced }]);
  }

  /** Carries entries out once more. */
  private again(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const pieces = entries.map(pieceOf);
    const before = this.lineCount();
    const { parsed } = this.parsed(pieces.map(({ chunk }) => chunk.text).join('\n'));
    this.steps = stepsOf(parsed, pieces, before, this.wanted);
  }
}
