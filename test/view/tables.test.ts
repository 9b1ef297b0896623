import { describe, expect, test } from 'vitest';
import { parseFile, runTest } from '../../dsl/index.ts';
import type { StateRow, TraceEvent } from '../../sim/index.ts';
import {
  eventsThatLedHere,
  foldHeartbeats,
  PLAIN,
  renderEvents,
  renderFacts,
  renderState,
  renderTable,
  shortened,
  visible,
  wrapped,
} from '../../view/index.ts';

const row = (over: Partial<StateRow>): StateRow => ({
  node: 'n0',
  state: 'follower',
  term: '1',
  vote: '-',
  leader: 'n0',
  log: '3@1',
  commit: '3',
  applied: '3',
  timer: '1/12',
  disk: '3@1',
  remark: '',
  ...over,
});

let count = 0;
const event = (over: Partial<TraceEvent>): TraceEvent => ({
  i: count++,
  tick: 1,
  node: 0,
  kind: 'role',
  cause: -1,
  line: 0,
  request: null,
  message: null,
  text: 'becomes leader in term 1',
  ...over,
});

const heartbeat = (id: number): TraceEvent['message'] => ({
  kind: 'append-request',
  from: 0,
  to: 1,
  id,
  term: 1,
  prevLogIndex: 0,
  prevLogTerm: 0,
  prevLogChecksum: 0,
  entries: [],
  leaderCommit: 0,
  round: 1,
});

const answer = (id: number): TraceEvent['message'] => ({
  kind: 'append-response',
  from: 1,
  to: 0,
  id,
  term: 1,
  success: true,
  matchIndex: 0,
  refusal: 'none',
  rejectedIndex: 0,
  hintIndex: 0,
  hintTerm: 0,
  round: 1,
});

describe('tables', () => {
  test('columns are as wide as their widest cell, numbers to the right', () => {
    const columns = [
      { title: 'name', cell: (item: [string, number]) => item[0] },
      { title: 'size', cell: (item: [string, number]) => `${item[1]}`, align: 'right' as const },
      { title: 'last', cell: () => 'x' },
    ];
    expect(
      renderTable(columns, [
        ['a', 1],
        ['longer', 12345],
      ]),
    ).toEqual(['name     size  last', 'a           1  x', 'longer  12345  x']);
  });

  test('marks do not disturb the columns', () => {
    const style = { ...PLAIN, strong: (text: string) => `<${text}>` };
    const lines = renderState([row({ state: 'leader' }), row({ node: 'n1' })], style);
    expect(lines[1]).toContain('<leader  >');
    expect(lines[1].replace(/[<>]/g, '').indexOf('3@1')).toBe(lines[2].indexOf('3@1'));
  });

  test('the state of a cluster fits 80 columns, with remarks below', () => {
    const down = row({ node: 'n2', state: 'down', commit: '-', remark: 'since tick 7: crash' });
    const lines = renderState([row({ state: 'pre-candidate' }), row({ node: 'n1' }), down]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(lines.at(-1)).toBe('n2: since tick 7: crash');
  });

  test('a cluster of 1,001 nodes is cut, and says so', () => {
    const rows = Array.from({ length: 1_001 }, (_, id) => row({ node: `n${id}` }));
    expect(renderState(rows).at(-1)).toBe('… 941 more nodes …');
  });
});

describe('events', () => {
  test('heartbeats and their answers are folded into one line', () => {
    count = 0;
    const events = [
      event({}),
      event({ kind: 'send', message: heartbeat(1) }),
      event({ kind: 'send', message: heartbeat(2) }),
      event({ kind: 'deliver', tick: 2, message: heartbeat(1) }),
      event({ kind: 'send', tick: 2, node: 1, message: answer(1) }),
      event({ kind: 'deliver', tick: 3, message: answer(1) }),
      event({ kind: 'commit', tick: 3, text: 'commits up to 3, from 2' }),
    ];
    expect(renderEvents(foldHeartbeats(events))).toEqual([
      '#0  tick 1  n0  becomes leader in term 1',
      '    … 2 heartbeats, ticks 1 to 3 …',
      '#6  tick 3  n0  commits up to 3, from 2',
    ]);
  });

  test('one heartbeat alone is told in full, lost ones are counted', () => {
    count = 0;
    const events = [event({ kind: 'lose', message: heartbeat(1), text: 'lost' })];
    expect(renderEvents(foldHeartbeats(events))[0]).toContain('n0  lost');
    events.push(event({ kind: 'lose', message: heartbeat(2), text: 'lost' }));
    expect(renderEvents(foldHeartbeats(events))).toEqual([
      '    … 2 heartbeats, 2 messages lost, tick 1 …',
    ]);
  });

  test('a message is named by its other end, and once when it is lost at once', () => {
    count = 0;
    const message: TraceEvent['message'] = {
      ...{ kind: 'vote-request', from: 0, to: 1, id: 7, term: 2 },
      ...{ lastLogIndex: 0, lastLogTerm: 0, force: false },
    };
    const lost = { message, text: 'n0 -> n1 vote-request term 2 is lost' };
    const sent = { message, text: 'n0 -> n1 vote-request term 2 is sent' };
    const came = { message, text: 'n0 -> n1 vote-request term 2 arrives' };
    const events = [event({ kind: 'send', ...sent }), event({ kind: 'lose', cause: 0, ...lost })];
    const texts = (list: TraceEvent[]): string[] =>
      renderEvents(foldHeartbeats(list)).map((line) => line.slice('#0  tick 1  n0  '.length));
    expect(texts(eventsThatLedHere(events))).toEqual(['to n1: vote-request term 2 is lost']);
    expect(texts([event({ kind: 'send', ...sent })])).toEqual(['to n1: vote-request term 2']);
    const arrival = event({ kind: 'deliver', node: 1, ...came });
    expect(texts([arrival])).toEqual(['from n0: vote-request term 2']);
  });

  test('causes are walked back from the end, and what is unrelated is left out', () => {
    count = 0;
    const chain = [event({ kind: 'timer', text: 'the timer runs out' })];
    for (let i = 0; i < 50; i += 1) chain.push(event({ kind: 'write', text: `noise ${i}` }));
    chain.push(event({ cause: 0, kind: 'violation', text: 'two leaders' }));
    expect(eventsThatLedHere(chain).map(({ text }) => text)).toEqual([
      'the timer runs out',
      'two leaders',
    ]);
  });

  test('a line break in a command does not end the line of an event or of a reason', () => {
    count = 0;
    const list = [event({ kind: 'client', text: 'c1.1 foo\nbar' })];
    expect(renderEvents(foldHeartbeats(list))[0]).toMatch(/foo␊bar$/);
    expect(renderEvents(foldHeartbeats(list), { width: 20, breaksWords: true }).join('')).toContain(
      '␊',
    );
    const facts = { expected: 'a\nb', observed: 'one\ntwo', why: ['c1.1 (foo\nbar) is done'] };
    expect(renderFacts(facts, 80)).toEqual([
      ...['expected  a␊b', 'observed  one', '            two', 'why       c1.1 (foo␊bar) is done'],
    ]);
  });

  test('what is tried in vain again and again is told for its last time', () => {
    count = 0;
    const events = [event({ kind: 'term', text: 'term 2' })];
    for (let tick = 2; tick < 8; tick += 1) {
      events.push(event({ tick, kind: 'lose', node: 1, text: 'x is lost: nobody is there' }));
    }
    expect(eventsThatLedHere(events).map(({ tick, text }) => `${tick} ${text}`)).toEqual([
      '1 term 2',
      '7 x is lost: nobody is there',
    ]);
  });

  test('a cause that is not the line above is named', () => {
    count = 0;
    const events = [event({}), event({ kind: 'term' }), event({ cause: 0, text: 'third' })];
    const lines = renderEvents(foldHeartbeats(events));
    expect(lines[2]).toBe('#2  tick 1  n0  third  <- #0');
  });

  test('a list too long keeps its end', () => {
    count = 0;
    const events = Array.from({ length: 9 }, () => event({}));
    const lines = renderEvents(foldHeartbeats(events), { limit: 2 });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('… 7 earlier lines, not shown …');
    expect(lines[2]).toContain('#8');
  });

  test('`show trace` prints the lines of a trace, in the same words', () => {
    const text =
      'seed 1\ncluster of 3\nset 0.leaderTimeout to 0\ntick 9\nno convergence\nshow trace 40\n';
    const [item] = parseFile('a.raft', text, { read: () => undefined }).tests;
    if (item === undefined) throw new Error('no test');
    const { output, trace = [] } = runTest(item, { trace: true });
    const last = trace.slice(-40).map((each) => ({ kind: 'event', event: each }) as const);
    expect(output[0]?.text).toEqual(renderEvents(last));
    expect(output[0]?.text.join('\n')).toMatch(/n0 {2}to n1: .* {2}<- #\d+/);
  });

  test('a rule stands where convergence begins, and the judge is called so', () => {
    const [item] = parseFile('a.raft', 'cluster of 1\n', { read: () => undefined }).tests;
    if (item === undefined) throw new Error('no test');
    const { trace = [] } = runTest(item, { trace: true });
    const lines = renderEvents(foldHeartbeats(trace)).join('\n');
    expect(lines).toMatch(/tick {2}0 {2}world {2}— convergence begins —\n.* all faults end/);
    expect(lines).toMatch(/ judge {2}judge\.1 ends: done/);
    expect(renderEvents(foldHeartbeats(eventsThatLedHere(trace))).join('\n')).toContain('— conv');
  });

  test('an empty trace is an empty list', () => {
    expect(renderEvents(foldHeartbeats(eventsThatLedHere([])))).toEqual([]);
  });
});

describe('words', () => {
  test('a name too long loses its middle', () => {
    expect(shortened('scenarios/election.raft', 12)).toBe('scen…on.raft');
    expect(shortened('short', 12)).toBe('short');
  });

  test('text breaks at spaces', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('unbreakable word', 4)).toEqual(['unbreakable', 'word']);
  });

  test('what a terminal would act upon is shown as a dot', () => {
    expect(visible('a\u001b[31mb\u202e')).toBe('a·[31mb·');
  });
});
