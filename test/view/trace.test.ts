// Traces: what they say in words and as data, as columns, as the path of a request, as JSON lines.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseFile, runTest } from '../../dsl/index.ts';
import { RequestPath, requestNamed, requestName, type TraceEvent } from '../../sim/index.ts';
import {
  columnsWidth,
  eventObject,
  EventStream,
  PLAIN,
  renderPath,
  TraceColumns,
  traceHeader,
} from '../../view/index.ts';
import { problemsOf, type Schema } from './schema.ts';

function traceOf(text: string): readonly TraceEvent[] {
  const [item] = parseFile('a.raft', text, { read: () => undefined }).tests;
  if (item === undefined) throw new Error(`no test in ${text}`);
  return runTest(item, { trace: true }).trace ?? [];
}

const LEADER = 'seed 1\ncluster of 3\nset 0.leaderTimeout to 0\ntick until all.commitIndex is 1\n';
const pathOf = (events: readonly TraceEvent[], name = 'c1.1'): RequestPath => {
  const path = new RequestPath(requestNamed(name)!);
  for (const event of events) path.take(event);
  return path;
};

describe('a refusal gives its reason with the numbers that decided', () => {
  const three = (logs: string, more: string): string =>
    `cluster of 3 with logs ${logs}, prevote off\nno convergence\n${more}\n`;
  test.each([
    [
      'a longer log',
      three('[1 2] [1 2] [1 2 2]', 'campaign 0\ntick 2'),
      'refuses n0 its vote for term 3: its log is longer, 3@2 over 2@2',
    ],
    [
      'a newer log',
      three('[1 1 1] [1 2] [1 2]', 'campaign 0\ntick 2'),
      'refuses n0 its vote for term 3: its log is newer, 2@2 over 3@1',
    ],
    [
      'a vote given before',
      three('[1] [1] [1]', 'campaign 0\ncampaign 1\ntick 2'),
      'refuses n1 its vote for term 2: it voted for itself in term 2',
    ],
    [
      'a leader alive',
      `${LEADER}campaign 1\ntick 2\n`,
      'refuses n1 its pre-vote for term 2: it leads itself',
    ],
    [
      'a leader heard of',
      `${LEADER}campaign 1\ntick 2\n`,
      /^refuses n1 its pre-vote for term 2: it heard of leader n0 1 tick ago, and waits 10 ticks at least$/,
    ],
    [
      'a log that has no such entry',
      three('[1 2] [1] []', 'campaign 0\ntick 5'),
      'refuses entries of n0 behind 2@2: its log ends at 1@1; they may agree up to 1@1',
    ],
    [
      'a log that is empty',
      three('[1 2] [1] []', 'campaign 0\ntick 5'),
      'refuses entries of n0 behind 2@2: its log is empty; they may agree up to 0@0',
    ],
    [
      'a log with another entry',
      three('[1 1 3] [1 1 3] [1 1 2]', 'campaign 0\ntick 5'),
      'refuses entries of n0 behind 3@3: it has 3@2 there; they may agree up to 3@2',
    ],
    [
      'a term that is over',
      `${LEADER.replace('of 3', 'of 3 with prevote off')}isolate 0\ncampaign 1\ntick 5\nheal\ntick 4\nno convergence\n`,
      'refuses entries of n0: its own term, 2, is higher than 1',
    ],
  ])('%s', (_, text, expected) => {
    const refusals = traceOf(text).filter(({ kind }) => kind === 'refuse');
    const texts = refusals.map((event) => event.text);
    expect(texts).toContainEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });
});

describe('a request', () => {
  const events = traceOf(
    `${LEADER}disk 1 slow 3\nclient 1 writes x = 5\nclient 2 writes y = 6\ntick 9\nno convergence\n`,
  );

  test('is carried from the client through every step to the answer', () => {
    const carried = (name: string): string[] => {
      const own = events.filter(({ request, requests = [] }) =>
        [request, ...requests].some((each) => each !== null && requestName(each) === name),
      );
      return [...new Set(own.map(({ kind, node }) => `${kind} ${node < 4096 ? `n${node}` : 'c'}`))];
    };
    const each = ['n0', 'n1', 'n2'].flatMap((node) =>
      ['append', 'sync', 'commit', 'apply'].map((kind) => `${kind} ${node}`),
    );
    const all = [
      'send c',
      'deliver n0',
      'write n1',
      'send n0',
      'deliver n1',
      'deliver c',
      'client c',
    ];
    expect(carried('c1.1')).toEqual(expect.arrayContaining([...each, ...all]));
    expect(carried('c2.1')).toEqual(expect.arrayContaining([...each, ...all]));
  });

  test('that is written late is durable because the write began', () => {
    const late = events.find(
      ({ node, change }) => node === 1 && change?.kind === 'sync' && change.lastIndex === 2,
    )!;
    expect(events[late.cause]).toMatchObject({ kind: 'write', node: 1 });
  });

  test('has a path with the ticks between its steps, in any width', () => {
    const path = pathOf(events);
    const lines = renderPath(path);
    expect(lines).toContain('tick 10  +1  n0  takes it');
    expect(lines.at(-2)).toBe(
      'c1.1 is done after 4 ticks: 1 to n0, 2 to commit, 0 to apply, 1 back',
    );
    // A mark of chalk joins all that it is given.
    const joins = (...texts: string[]): string => texts.join(' ');
    const marked = { ...PLAIN, strong: joins, faint: joins, remark: joins };
    expect(renderPath(path, Infinity, marked)).toEqual(lines);
    const narrow = renderPath(path, 20);
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(20);
    const words = (texts: readonly string[]): string => texts.join(' ').replace(/\s+/g, ' ');
    expect(words(narrow)).toBe(words(lines));
  });

  test('that nobody made has no path', () => {
    expect(renderPath(pathOf(events, 'c9.9'))).toEqual([]);
  });

  test('has a name that is read as it is written', () => {
    for (const name of ['c0.1', 'c12.345', 'judge.1', 'operator.2', 'operator3.1']) {
      expect(requestName(requestNamed(name)!)).toBe(name);
    }
    for (const name of ['c1', 'c1.0', 'c01.1', 'n1.1', 'operator1.1', 'c1.1 ', 'c1024.1', '']) {
      expect(requestNamed(name)).toBeUndefined();
    }
  });

  test('whose entry never arrives is not told of for ever', () => {
    const text = `${LEADER}crash 2\nclient 1 writes x = 5\ntick 900\nno convergence\n`;
    const steps = pathOf(traceOf(text)).steps.map((step) => step.text);
    expect(steps.filter((step) => /^sends 2@1 |2@1 to n2 is lost/.test(step))).toEqual([
      'sends 2@1 to n1, n2',
      '2@1 to n2 is lost: nobody is there',
    ]);
  });
});

describe('columns', () => {
  const events = traceOf(`${LEADER}client 1 writes x = 5\ntick 4\nno convergence\n`);
  const drawn = (width: number, style = PLAIN, list = events): string[] => {
    const columns = new TraceColumns({ nodes: 3, width, style });
    return [...list.flatMap((event) => columns.take([event])), ...columns.flush()];
  };

  test('stand side by side, with what changed marked', () => {
    const lines = drawn(95);
    expect(lines[0]).toBe(' tick │ n0                          │ n1                          │ n2');
    expect(lines).toContain('      │ candidate* t1* vote n0*     │                             │');
    expect(lines).toContain('      ─ c1 → n0: c1.1 x = 5');
    expect(lines.join('\n')).toMatch(/leader\* t1 vote n0 log 1@1\*/);
  });

  test('are as wide as they are told', () => {
    for (const width of [columnsWidth(3), 95, 160]) {
      expect(Math.max(...drawn(width).map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('mark what changed by colour where there is one, in the same places', () => {
    const strong = (text: string): string => `<${text}>`;
    const coloured = drawn(95, { ...PLAIN, strong }).join('\n');
    expect(coloured).toMatch(/<candidate> <t1> <vote n0>/);
    expect(coloured).not.toContain('*');
  });

  test('hold letters of two cells and what would steer a terminal', () => {
    const list = traceOf(
      `${LEADER}client 1 writes x = "</script><img onerror=…>;#\\t\u65e5\u672c\u8a9e"\ntick 4\nno convergence\n`,
    );
    const lines = drawn(95, PLAIN, list);
    const text = lines.join('\n');
    expect(text).toContain('</script><img');
    // eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const row = lines.find((line) => line.includes('\u65e5'))!;
    const bars = [...row.replace(/[\u3000-\u9fff]/g, 'ww')].flatMap((letter, at) =>
      letter === '│' ? [at] : [],
    );
    expect(bars.every((at) => [6, 36, 66].includes(at))).toBe(true);
  });

  test('show a node with the log it begins with, and one that went down', () => {
    const list = traceOf(
      'cluster of 3 with logs [1 2] [1 2] [1 2]\ntick\ncrash 1\ntick 2\nrestart 1\ntick 2\nno convergence\n',
    );
    const text = drawn(140, PLAIN, list).join('\n');
    expect(text).toMatch(/follower t2\* log 2@2\* commit 0/);
    expect(text).toMatch(/down\* t2 log 2@2 commit 0/);
    expect(text).toMatch(/follower\* t2 log 2@2 commit 0/);
  });

  describe('of nodes that join later', () => {
    const list = traceOf(
      'seed 1\ncluster of 2\ntick until one leader\nadd 2\ntick 20\nadd 4\ntick 30\nno convergence\n',
    );
    const joined = (width: number): string[] => {
      const columns = new TraceColumns({ nodes: 2, width });
      return [...list.flatMap((event) => columns.take([event])), ...columns.flush()];
    };

    test('stand beside the others from when the nodes begin, under a head of their own', () => {
      for (const width of [columnsWidth(5), 160, Infinity]) {
        const lines = joined(width);
        const heads = lines.filter((line) => line.startsWith(' tick'));
        const names = heads.map((line) => line.match(/n\d+/g)?.length);
        expect([...new Set(names)]).toEqual([2, 3, 5]);
        expect(lines.filter((line) => line.includes('─ n'))).toEqual([]);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        // As many bars as the last head has, in every line of cells below it.
        let bars = 0;
        for (const line of lines) {
          const own = line.split('│').length;
          if (line.startsWith(' tick')) bars = own;
          else if (!line.includes('─')) expect(own, line).toBe(bars);
        }
      }
    });

    test('say what they said across, event for event', () => {
      const all = joined(Infinity).join('\n');
      const arrivals = list.filter(({ kind }) => kind === 'deliver');
      expect(arrivals.filter(({ node }) => node === 4).length).toBeGreaterThan(5);
      expect(all.split('← ').length - 1).toBe(arrivals.length);
      expect(all.split('is started for the').length - 1).toBe(2);
    });

    test('are missing where there is no room, which is said once', () => {
      const width = columnsWidth(3);
      const lines = joined(width);
      const need = `5 nodes need ${columnsWidth(5)} letters a line`;
      const all = lines.join('\n');
      expect(
        all.replace(/\n {2}/g, ' ').split(`(no column for n4: ${need}, here are ${width})`),
      ).toHaveLength(2);
      expect(all).toMatch(/^ tick │ n0 +│ n1 +│ n2$/m);
      expect(all).toMatch(/─ n4 /);
      expect(all).not.toMatch(/─ n2 /);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    });
  });

  test('are given up for an event a line, wrapped, where there is no room', () => {
    const stream = new EventStream(PLAIN, 20);
    const lines = events.flatMap((event) => stream.lines(event));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
    expect(lines.filter((line) => /^#\d+ tick/.test(line))).toHaveLength(events.length);
  });
});

describe('JSON lines', () => {
  const schema = JSON.parse(readFileSync('docs/trace.schema.json', 'utf8')) as Schema;
  const problems = (object: object): string[] =>
    problemsOf(JSON.parse(JSON.stringify(object)), schema, schema);

  test.each([
    ...['clients/the-path-of-a-request', 'snapshots/ahead-of-the-snapshot'],
    ...['reconfiguration/successful', 'transfer/order-late', 'reads/stale-reads-are-labelled'],
    ...['read-only/fed-by-a-follower', 'clients/cas', 'replication/figure-7'],
  ])('of %s are as the schema says', (name) => {
    const events = traceOf(readFileSync(`scenarios/${name}.raft`, 'utf8'));
    expect(events.length).toBeGreaterThan(20);
    for (const event of events) {
      const found = problems(eventObject(event));
      if (found.length > 0) throw new Error(`${JSON.stringify(eventObject(event))}: ${found[0]}`);
    }
  });

  test('begin with a header', () => {
    const start = { version: '1.0.0', file: 'a.raft', test: 'a', seed: '1', nodes: 3 };
    expect(problems(traceHeader(start))).toEqual([]);
    expect(problems({ ...traceHeader(start), nodes: 0 })).not.toEqual([]);
  });

  test('that the schema does not know are refused by it', () => {
    const [event] = traceOf(`${LEADER}no convergence\n`);
    const object = eventObject(event);
    expect(problems(object)).toEqual([]);
    expect(problems({ ...object, more: 1 })).not.toEqual([]);
    expect(problems({ ...object, node: 0 })).not.toEqual([]);
    expect(problems({ ...object, kind: 'other' })).not.toEqual([]);
  });

  test('keep every letter of names and values', () => {
    const value = '</script><img onerror=…>;# \\ " \t\u65e5';
    const text = `${LEADER}client 1 writes x = ${JSON.stringify(value)}\ntick 2\nno convergence\n`;
    const sent = traceOf(text).find(({ message }) => message?.kind === 'client-request')!;
    expect(eventObject(sent)).toMatchObject({
      message: { from: 'c1', to: 'n0', request: 'c1.1', ask: { command: { key: 'x', value } } },
    });
  });
});
