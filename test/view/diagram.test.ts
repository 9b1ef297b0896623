import { readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { parseFile, runTest } from '../../dsl/index.ts';
import type { TraceEvent } from '../../sim/index.ts';
import {
  type Diagram,
  DiagramCollector,
  type DiagramItem,
  DiagramReader,
  DiagramSurvey,
  type DiagramWindow,
  mermaidText,
  plantumlText,
  printable,
  renderMermaid,
  renderPlantuml,
  renderSvg,
  ShivizLog,
  TextDiagram,
  textLegend,
} from '../../view/index.ts';

const ALL: DiagramWindow = { from: 0, to: Infinity };

let count = 0;
const event = (over: Partial<TraceEvent>): TraceEvent => ({
  ...{ i: count++, tick: 1, node: 0, kind: 'note', cause: -1, line: 0, request: null },
  ...{ message: null, text: 'says something' },
  ...over,
});

const vote = (id: number, from = 0, to = 1): TraceEvent['message'] => ({
  ...{ kind: 'vote-request', from, to, id, term: 1 },
  ...{ lastLogIndex: 0, lastLogTerm: 0, force: false },
});

const heartbeat = (id: number): TraceEvent['message'] => ({
  ...{ kind: 'append-request', from: 0, to: 1, id, term: 1, prevLogIndex: 0, prevLogTerm: 0 },
  ...{ prevLogChecksum: 0, entries: [], leaderCommit: 0, round: 1 },
});

const answer = (id: number): TraceEvent['message'] => ({
  ...{ kind: 'append-response', from: 1, to: 0, id, term: 1, success: true, matchIndex: 0 },
  ...{ refusal: 'none', rejectedIndex: 0, hintIndex: 0, hintTerm: 0, round: 1 },
});

function itemsOf(events: readonly TraceEvent[], window = ALL, heartbeats = false): DiagramItem[] {
  const items: DiagramItem[] = [];
  const reader = new DiagramReader({ window, heartbeats, latecomers: [] }, (item) =>
    items.push(item),
  );
  for (const each of events) reader.add(each);
  reader.finish(events.at(-1)?.tick ?? 0);
  return items;
}

/** A message, its sending and what became of it. */
function sent(
  message: TraceEvent['message'],
  tick: number,
  ...fates: readonly Partial<TraceEvent>[]
): TraceEvent[] {
  const send = event({ kind: 'send', tick, node: message?.from ?? 0, message });
  const rest = fates.map((fate) =>
    event({ message, cause: send.i, node: message?.to ?? 0, ...fate }),
  );
  return [send, ...rest];
}

interface Run {
  readonly events: readonly TraceEvent[];
  readonly ticks: number;
  readonly name: string;
}

const runs = new Map<string, Run>();

/** The trace of the first test of a text. */
function run(text: string): Run {
  const known = runs.get(text);
  if (known !== undefined) return known;
  const parsed = parseFile('test.raft', text, { read: () => undefined });
  const [first] = parsed.tests;
  if (first === undefined) throw new Error(parsed.diagnostics.map((each) => each.message).join());
  const { trace = [], ticks } = runTest(first, { trace: true });
  const fresh = { events: trace, ticks, name: first.name };
  runs.set(text, fresh);
  return fresh;
}

const file = (path: string): Run => run(readFileSync(path, 'utf8'));

function diagramOf({ events, ticks, name }: Run, window = ALL, heartbeats = false): Diagram {
  const survey = new DiagramSurvey();
  for (const each of events) survey.add(each);
  const options = { window, heartbeats, latecomers: survey.latecomers };
  const collector = new DiagramCollector(options, 10_000);
  for (const each of events) collector.add(each);
  const diagram = collector.finish(name, survey.lanes(window), ticks);
  if ('rows' in diagram) throw new Error(`${diagram.rows} rows`);
  return diagram;
}

function textOf(diagram: Diagram, width: number): string[] {
  const text = new TextDiagram(diagram.lanes, diagram.start, { width });
  return [...text.head(), ...diagram.items.flatMap((item) => text.row(item))];
}

const ELECTION = 'cluster of 2\nset 0.leaderTimeout to 0\ntick until 0.commitIndex is 1\n';
const SPLIT = 'scenarios/network/three-way-split.raft';
const NASTY = 'fixtures/diagrams/nasty-names.raft';

describe('what a diagram shows', () => {
  test('a message is shown when its fate is known, with the tick it was sent in', () => {
    const events = [
      ...sent(vote(1), 3, { kind: 'deliver', tick: 8 }),
      ...sent(vote(2), 3, { kind: 'lose', tick: 3, text: 'x is lost: the link is cut' }),
      ...sent(vote(3), 4, { kind: 'lose', tick: 9, text: 'x is lost by chance' }),
      ...sent(vote(4), 9),
    ];
    const shown = itemsOf(events).map((item) =>
      item.kind === 'message' ? [item.sentTick, item.tick, item.fate, item.why] : item.kind,
    );
    expect(shown).toEqual([
      [3, 8, 'arrives', ''],
      [3, 3, 'lost', 'the link is cut'],
      [4, 9, 'lost', 'by chance'],
      [9, 9, 'open', 'has not arrived'],
    ]);
  });

  test('a duplicate arrives twice, and what is held goes on from where it was held', () => {
    const [send, held, arrives] = sent(
      vote(1),
      1,
      { kind: 'hold', tick: 2, text: 'x is held back' },
      { kind: 'deliver', tick: 7 },
    );
    const twice = sent(
      vote(2),
      8,
      { kind: 'duplicate', tick: 8 },
      { kind: 'deliver', tick: 9 },
      { kind: 'deliver', tick: 12 },
    );
    const items = itemsOf([send, held, arrives, ...twice].filter((each) => each !== undefined));
    const shown = items.flatMap((item) =>
      item.kind === 'message' ? [[item.fate, item.copy, item.heldAt]] : [],
    );
    expect(shown).toEqual([
      ['held', 0, -1],
      ['arrives', 1, items[0]?.id],
      ['arrives', 1, -1],
      ['arrives', 2, -1],
    ]);
  });

  test('heartbeats and their answers are folded, but for one that something follows from', () => {
    const plain = [
      ...sent(heartbeat(1), 1, { kind: 'deliver', tick: 2 }),
      ...sent(answer(1), 2, { kind: 'lose', tick: 3, text: 'x is lost by chance' }),
    ];
    const [send, arrives] = sent(heartbeat(2), 4, { kind: 'deliver', tick: 5 });
    const follows = event({ tick: 5, node: 1, kind: 'commit', cause: arrives?.i ?? 0 });
    const events = [...plain, send, arrives, follows].filter((each) => each !== undefined);
    const items = itemsOf(events);
    expect(items.map(({ kind }) => kind)).toEqual(['fold', 'message', 'note']);
    expect(items[0]).toMatchObject({ firstTick: 2, tick: 3, count: 1, answers: 1, lost: 1 });
    const each = itemsOf(events, ALL, true).map(({ kind }) => kind);
    expect(each).toEqual(['message', 'message', 'message', 'note']);
  });

  test('what is lost again and again is drawn once, and again when it or the reason changes', () => {
    const lost = (id: number, why: string, term = 1): TraceEvent[] =>
      sent({ ...vote(id), term } as TraceEvent['message'], id, {
        ...{ kind: 'lose', tick: id, text: `x is lost: ${why}` },
      });
    const events = [
      ...[...lost(1, 'nobody is there'), ...lost(2, 'nobody is there')],
      ...[...sent(heartbeat(3), 3, { kind: 'deliver', tick: 3 }), ...lost(4, 'nobody is there')],
      ...[...lost(5, 'the link is cut'), ...lost(6, 'the link is cut', 2)],
      ...[...sent(vote(7), 7, { kind: 'deliver', tick: 7 }), ...lost(8, 'the link is cut')],
    ];
    const items = itemsOf(events);
    expect(items.map(({ kind, tick }) => [kind, tick])).toEqual([
      ...[
        ['message', 1],
        ['fold', 4],
        ['message', 5],
        ['message', 6],
        ['message', 7],
      ],
      ['message', 8],
    ]);
    expect(items[1]).toMatchObject({ firstTick: 2, count: 1, answers: 0, again: 2, lost: 0 });
    expect(itemsOf(events, ALL, true)).toHaveLength(8);
    // In a window, the first of them is drawn.
    expect(itemsOf(events, { from: 2, to: 3 })[0]).toMatchObject({ kind: 'message', tick: 2 });
  });

  test('a window counts what it leaves out, and knows how things stood when it opened', () => {
    const whole = diagramOf(file(SPLIT));
    const part = diagramOf(file(SPLIT), { from: 12, to: 30 });
    const { before, after } = part.leftOut;
    expect(before).toBeGreaterThan(20);
    expect(after).toBeGreaterThan(100);
    // A fold or a message that crosses a border may count on both sides of it.
    expect(before + part.items.length + after - whole.items.length).toBeLessThan(8);
    expect(part.start.of(0)).toEqual({ role: 'leader', term: 1, mode: 'up' });
    expect([0, 1, 2, 3, 4].map((id) => part.start.division.get(id))).toEqual([1, 1, 2, 2, 3]);
  });

  test('crashes, pauses and healed links change the lanes', () => {
    const { events } = run('no convergence\ncluster of 3\ncrash 1\npause 2\nisolate 0\ntick 2\n');
    const survey = diagramOf({ events, ticks: 2, name: '' }, { from: 1, to: 9 });
    expect([1, 2].map((id) => survey.start.of(id).mode)).toEqual(['down', 'paused']);
    expect(survey.start.division.size).toBe(1);
    const healed = run('no convergence\ncluster of 3\nisolate 0\nheal\ntick 2\n');
    expect(diagramOf(healed, { from: 1, to: 9 }).start.division.size).toBe(0);
  });

  test('a diagram with too many rows is not kept, and says what would fit', () => {
    const { events, ticks } = file(SPLIT);
    const collector = new DiagramCollector({ window: ALL, heartbeats: false, latecomers: [] }, 40);
    for (const each of events) collector.add(each);
    const refused = collector.finish('', [], ticks);
    if (!('rows' in refused)) throw new Error('it was kept');
    expect(refused.rows).toBeGreaterThan(200);
    const fits = diagramOf(file(SPLIT), { from: 0, to: refused.fitsTo });
    expect(fits.items.length).toBeLessThanOrEqual(40);
  });
});

describe('text', () => {
  test('an election of two', () => {
    expect(textOf(diagramOf(run(ELECTION), { from: 0, to: 6 }), 84)).toMatchInlineSnapshot(`
      [
        "tick   n0     n1",
        "   0    ●      │    n0 waits 0 ticks for a leader",
        "   1    ◆      │    n0 its election timer runs out",
        "        ┃      │       becomes pre-candidate in term 0",
        "   2    ├─────▶│    n0 → n1: pre-vote-request term 1, log ends at 0@0",
        "   3    ┃◀╌╌╌╌╌┤    n1 → n0: pre-vote-response term 1, granted",
        "        ◆      │    n0 votes for itself in term 1",
        "        ┃      │       becomes candidate in term 1",
        "   4    ├─────▶│    n0 → n1: vote-request term 1, log ends at 0@0",
        "        ┃      ●    n1 votes for n0 in term 1",
        "   5    ┃◀╌╌╌╌╌┤    n1 → n0: vote-response term 1, granted",
        "        ◆      │    n0 becomes leader in term 1",
        "        █      │       appends 1@1 no-op",
        "   6    ├─────▶│    n0 → n1: append-request term 1, after 0@0: 1@1 no-op, commit 0",
        "        █…╌╌╌╌╌┤    n1 → n0: append-response term 1, has all up to 1 (still under",
        "        █      │      way at tick 6)",
        "        ├─────…│    n0 → n1: append-request term 1, after 0@0: 1@1 no-op, commit 0",
        "        █      │      (still under way at tick 6)",
      ]
    `);
  });

  test('fits into any width, and says the same in all', () => {
    const diagram = diagramOf(file(SPLIT), { from: 0, to: 30 });
    const wordsIn = (lines: readonly string[]): string =>
      lines.join('').replace(/[^\p{L}\p{N}@:,]/gu, '');
    const says = (width: number): string => {
      const lines = textOf(diagram, width);
      for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(width);
      return wordsIn(lines).replace('tickn0n1n2n3n4', '');
    };
    const wide = says(200);
    for (const width of [20, 27, 40, 60, 80, 120]) expect(says(width).length).toBe(wide.length);
    for (const line of textLegend(20)) expect([...line].length).toBeLessThanOrEqual(20);
  });
});

describe('languages of diagrams', () => {
  const nasty = [
    ...['</script><img src=x onerror=alert(1)>', 'a;b#c', '%%{init: {}}%%', '#35;', 'style:x;'],
    ...['<b>b</b> **b** __u__ --s-- //i// ~~w~~ ""m""', '%getenv(X) $x', '!include x', '[[x]]'],
    ...['$$x^2$$', 'end note', "it's & \\n", '日本 é 😀', '= - _ / == -- __'],
  ];

  test.each(nasty)('%s means nothing to Mermaid', (text) => {
    const escaped = mermaidText(text);
    expect(escaped.replace(/#\d+;/g, '')).toMatch(/^[\p{L}\p{N} .,()@=+_/·→-]*$/u);
    const read = escaped.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    expect(read).toBe(text);
  });

  test.each(nasty)('%s means nothing to PlantUML', (text) => {
    const escaped = plantumlText(text);
    const rest = escaped.replace(/<U\+[0-9A-F]{4,6}>/g, '.');
    expect(rest).toMatch(/^[\p{L}\p{N} .,()@+·→=_/-]*$/u);
    expect(rest).not.toMatch(/--|==|__|\/\//);
    const read = escaped.replace(/<U\+([0-9A-F]+)>/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
    expect(read).toBe(text);
  });

  test('bars of leaders begin once and end once', () => {
    for (const render of [renderMermaid, renderPlantuml]) {
      const text = render(diagramOf(file(SPLIT)));
      const open = new Set<string>();
      for (const [, verb, node = ''] of text.matchAll(/^ *(activate|deactivate) (n\d)/gm)) {
        expect(open.has(node)).toBe(verb === 'deactivate');
        if (verb === 'activate') open.add(node);
        else open.delete(node);
      }
      expect(open.size).toBe(0);
      expect(text).toMatch(/activate n0/);
    }
  });

  test('what nobody sees is shown by a sign', () => {
    const escape = String.fromCharCode(27);
    const turned = String.fromCharCode(0x202e);
    expect(printable(`a\n\t${escape}[2J`)).toBe('a␊␉␛[2J');
    expect(printable(`${turned}x\uD800`)).toBe('‹202E›x‹D800›');
    expect(printable('é 日本 😀')).toBe('é 日本 😀');
  });
});

describe('SVG', () => {
  const ELEMENTS = new Set(['svg', 'title', 'style', 'rect', 'path', 'text', 'g', 'circle']);

  test.each([SPLIT, NASTY, 'scenarios/network/duplicates.raft'])(
    '%s is a quiet picture',
    (path) => {
      const seen: string[] = [];
      const texts: string[] = [];
      const parser = new SaxesParser({ xmlns: false });
      parser.on('opentag', ({ name, attributes }) => {
        seen.push(name);
        for (const attribute of Object.keys(attributes)) {
          expect(attribute).not.toMatch(/^on|href|^style$/);
        }
      });
      parser.on('text', (text) => texts.push(text));
      parser.on('error', (error) => {
        throw error;
      });
      parser.write(renderSvg(diagramOf(file(path)))).close();
      expect(seen.filter((name) => !ELEMENTS.has(name))).toEqual([]);
      expect(seen.length).toBeGreaterThan(50);
      if (path === NASTY)
        expect(texts.join('\n')).toContain('</script><img src=x onerror=alert(1)>');
    },
  );

  test('all stands within the picture, and no two notes of a lane on each other', () => {
    const svg = renderSvg(diagramOf(file(SPLIT)));
    const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(
      Number,
    );
    const boxes = [
      ...svg.matchAll(
        /<rect class="note[^"]*" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g,
      ),
    ].map((match) => match.slice(1).map(Number));
    expect(boxes.length).toBeGreaterThan(40);
    const feet = new Map<number, number>();
    for (const [x = 0, y = 0, wide = 0, high = 0] of boxes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + wide).toBeLessThanOrEqual(width);
      expect(y + high).toBeLessThanOrEqual(height);
      expect(y).toBeGreaterThan(feet.get(x) ?? 0);
      feet.set(x, y + high);
    }
  });

  test('what a later statement of a tick does stands below what an earlier one did', () => {
    const text =
      'cluster of 3\ncampaign 0\nsettle\nclient 1 writes x = 5\nsettle\nclient 2 reads x\nsettle\n';
    const svg = renderSvg(diagramOf(run(text)));
    const [sent = Infinity, answered = Infinity, askedNext = 0] = [
      'c1 → n0, tick 0␊client-request c1.1',
      'n0 → c1, tick 0␊client-response c1.1',
      'c2 → n0, tick 0␊client-request c2.1',
    ].map((words, at) => {
      const [, arrow = ''] = svg.split(words);
      const [, top, tip] = / d="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)"/.exec(arrow) ?? [];
      return Number(at === 1 ? tip : top);
    });
    expect(svg).toContain('leader, term 1');
    expect(sent).toBeGreaterThan(300);
    expect(sent).toBeLessThan(answered);
    expect(answered).toBeLessThan(askedNext);
  });
});

describe('ShiViz', () => {
  const CASES = [
    [SPLIT, ALL, false],
    [SPLIT, { from: 20, to: 60 }, true],
    ['scenarios/network/duplicates.raft', ALL, false],
    ['scenarios/persistence/vote-survives-a-crash.raft', ALL, true],
    [NASTY, ALL, false],
  ] as const;

  test.each(CASES)('%s has clocks without gaps', (path, window, heartbeats) => {
    const log = new ShivizLog({ window, heartbeats });
    const [expression = '', delimiter] = log.head();
    expect(delimiter).toBe('');
    const pattern = new RegExp(`^${expression}$`);
    const clocks = new Map<string, number>();
    const lines = file(path).events.flatMap((each) => log.lines(each));
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) {
      const { host = '', clock = '' } = pattern.exec(line)?.groups ?? {};
      const own = (clocks.get(host) ?? 0) + 1;
      clocks.set(host, own);
      for (const [other, time] of Object.entries(JSON.parse(clock) as Record<string, number>)) {
        if (other === host) expect(time, line).toBe(own);
        else expect(time, line).toBeLessThanOrEqual(clocks.get(other) ?? 0);
        expect(time).toBeGreaterThan(0);
      }
    }
  });

  test('what arrives knows what its sender knew', () => {
    const log = new ShivizLog({ window: ALL, heartbeats: false });
    const lines = run(ELECTION).events.flatMap((each) => log.lines(each));
    const clockOf = (text: string): string =>
      / (\{.*?\}) /.exec(lines.find((line) => line.includes(text)) ?? '')?.[1] ?? '';
    expect(clockOf('n0 {"n0":4} 1 sends to n1: pre-vote')).toBe('{"n0":4}');
    expect(clockOf('receives from n0: pre-vote')).toBe('{"n0":4,"n1":1}');
  });
});
