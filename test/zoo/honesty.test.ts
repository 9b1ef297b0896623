// What the zoo makes of its crew's answers: canaries, accusations, losses, interruptions; and of what was typed.

import { describe, expect, test } from 'vitest';
import type { Caught } from '../../fuzz/index.ts';
import type { Crew } from '../../cli/zoo/crew.ts';
import type { TypedZooOptions } from '../../cli/zoo/options.ts';
import type { Answer, HuntOrder, Order } from '../../cli/zoo/orders.ts';
import { zooCommand } from '../../cli/zoo/zoo.ts';
import { UsageError } from '../../cli/exit.ts';
import { type CapturedHost, folderWith, hostIn } from '../cli/surroundings.ts';

const IDS = ['one', 'two', 'three'];

/** Answers as an honest pipeline would, a find after three runs, but for what the story says. */
type Story = (order: Order) => Answer | 'stuck' | Error | undefined;

function crewOf(story: Story): Crew {
  return {
    run: async (order) => {
      const told = story(order) ?? honest(order);
      if (told === 'stuck') return { kind: 'stuck', megabytes: null };
      if (told instanceof Error) return { kind: 'lost', error: told };
      return { kind: 'answer', answer: told };
    },
    stop: () => undefined,
    close: async () => undefined,
  };
}

function honest(order: Order): Answer {
  if (order.kind === 'shrink') {
    const text = '# Two leaders.\ncluster of 3\nexpect violation of election safety\n';
    return { kind: 'shrunken', text, seconds: 1, isCut: false };
  }
  return order.bug === null ? missed(order.runsMax + 1) : caught(order, 'elected-by-quorum');
}

const CLEAR = { accusations: [], breakdowns: 0, breakdown: null } as const;

const missed = (runs: number): Answer => ({
  ...{ kind: 'hunted', runs, ticks: 100 * runs, seconds: 1, caught: null, ...CLEAR },
});

function caught({ seed }: HuntOrder, property: Caught['property'], seconds = 2): Answer {
  const spec = { seed: `${seed}.2`, profile: 'everything', overrides: {} } as const;
  const plan = '# a storm\nplan\nseed "1"\n\ncluster of 3\ntick 20\n';
  const found: Caught = { spec, property, message: 'two leaders', plan };
  return { kind: 'hunted', runs: 3, ticks: 300, seconds, caught: found, ...CLEAR };
}

const isHuntFor = (order: Order, id: string | null): order is HuntOrder =>
  order.kind === 'hunt' && (order.bug?.id ?? null) === id;

function zooIn(): CapturedHost {
  const files: Record<string, string> = {};
  for (const id of IDS) {
    const words = { category: 'election', summary: 'A mistake.', source: 'made up' };
    const edits = [{ file: 'core/quorum.ts', find: 'a', replace: 'b' }];
    files[`bugs/${id}/bug.json`] = JSON.stringify({
      ...{ id, property: 'election-safety', ...words, edits },
    });
    files[`bugs/${id}/scenario.raft`] = '# Two leaders.\ncluster of 3\n\ntick 5\ncampaign 0\nrun\n';
  }
  return hostIn(folderWith(files));
}

const TYPED: TypedZooOptions = {
  ...{ bugs: 'bugs', seeds: '3', seed: '1', budget: '10', jobs: '2', shrink: true },
};

async function visit(
  story: Story,
  typed: Partial<TypedZooOptions> = {},
  host = zooIn(),
): Promise<{ status: number; out: string; err: string }> {
  const tools = { createCrew: () => crewOf(story), patienceMs: 5_000 };
  const status = await zooCommand({ ...TYPED, ...typed }, host, tools);
  return { status, out: host.out.text(), err: host.err.text() };
}

describe('the canary', () => {
  const silent: Story = () => undefined;

  test('is asked before the bugs, by the same seeds', async () => {
    const orders: Order[] = [];
    await visit((order) => void orders.push(order));
    const names = orders.map((order) => `${order.kind} ${order.bug?.id ?? 'nothing'}`);
    expect(names.slice(0, 3).sort()).toEqual(['hunt canary', 'hunt nothing', 'shrink canary']);
    expect((await visit(silent)).status).toBe(0);
  });

  const broken: readonly (readonly [string, Story, RegExp])[] = [
    [
      'is not seen',
      (order) => (isHuntFor(order, 'canary') ? missed(21) : undefined),
      /the canary, which every election breaks, was not seen: 21 runs/,
    ],
    [
      'breaks something else',
      (order) => (isHuntFor(order, 'canary') ? caught(order, 'log-matching') : undefined),
      /the canary was seen to break log-matching, not elected-by-quorum/,
    ],
    [
      'cannot be planted',
      (order) =>
        isHuntFor(order, 'canary')
          ? { kind: 'unplantable', problem: 'find matches never' }
          : undefined,
      /the canary cannot be planted: find matches never/,
    ],
    [
      'cannot be shrunk',
      (order) =>
        order.kind === 'shrink' ? { kind: 'unshrinkable', problem: 'no test' } : undefined,
      /what the canary broke cannot be shrunk: not shrunk: no test/,
    ],
    [
      'is fine, but the clean engine is accused',
      (order) => (isHuntFor(order, null) ? caught(order, 'exactly-once') : undefined),
      /the clean engine is accused by seed 1\.2: exactly-once: two leaders/,
    ],
    [
      'is fine, but the clean engine does not run',
      (order) => (isHuntFor(order, null) ? new Error('no memory') : undefined),
      /the clean engine, in which nothing is planted, does not run/,
    ],
  ];

  test.each(broken)('that %s stops everything with status 3', async (_, story, words) => {
    const { status, out, err } = await visit(story);
    expect(status).toBe(3);
    expect(err).toMatch(/^whitewater: the pipeline of the zoo is broken/m);
    expect(err).toMatch(words);
    expect(out).not.toMatch(/^one /m);
  });
});

describe('a hunt', () => {
  test('in which the clean engine breaks as well makes the status 3, with all results', async () => {
    const { status, out, err } = await visit((order) => {
      if (!isHuntFor(order, 'two')) return undefined;
      const spec = { seed: '1.1.0', profile: 'everything', overrides: {} } as const;
      const accusation = { spec, property: 'no-disruption', message: 'a term rises' } as const;
      return { ...caught(order, 'election-safety'), accusations: [accusation] } as Answer;
    });
    expect(status).toBe(3);
    expect(err).toContain('the clean engine is accused by seed 1.1.0: no-disruption: a term rises');
    expect(err.match(/is accused/g)).toHaveLength(1);
    expect(out).toMatch(/3 of 3 planted bugs found/);
  });

  test('in which the engine breaks down finds nothing, and says where that was', async () => {
    const { status, out } = await visit((order) => {
      if (!isHuntFor(order, 'two')) return undefined;
      const spec = { seed: '1.1.0', profile: 'everything', overrides: {} } as const;
      const breakdown = { spec, property: 'assertion', message: 'x is not defined' } as const;
      return { ...missed(9), breakdowns: 8, breakdown } as Answer;
    });
    expect(status).toBe(1);
    expect(out).toMatch(/^two +election +0\/3/m);
    expect(out).toContain('broke no property, but the engine breaks down in 8 of them');
    expect(out).toContain('first in that of seed 1.1.0: x is not defined');
    expect(out).toMatch(/2 of 3 planted bugs found/);
  });

  test('that loses its thread or hangs is a hunt that found nothing; the rest goes on', async () => {
    const { status, out } = await visit((order) => {
      if (isHuntFor(order, 'one')) return 'stuck';
      return isHuntFor(order, 'two') ? new Error('out of memory\nat x.js') : undefined;
    });
    expect(status).toBe(1);
    expect(out).toMatch(/^one .* 0\/3 .*\n {4}loops for ever: no sign of life for 5 s/m);
    expect(out).toMatch(/^two .* 0\/3 .*\n {4}its thread ended: out of memory$/m);
    expect(out).toMatch(/^three .* 3\/3 /m);
    expect(out).toMatch(/1 of 3 planted bugs found/);
  });

  test('whose thread is lost while it shrinks stays a find', async () => {
    const { status, out } = await visit((order) =>
      order.kind === 'shrink' && order.bug.id === 'one' ? 'stuck' : undefined,
    );
    expect(status).toBe(0);
    expect(out).toMatch(/^one .* 3\/3 .* 4 +– +4 +–\n {4}not shrunk: loops for ever/m);
  });
});

describe('a find that shrinks to much', () => {
  const textOf = (statements: number): string =>
    Array.from({ length: statements }, (_, line) => `tick ${line + 1}\n`).join('');

  /** The hunt for the bug `one`, whose finds shrink to so many statements; behind the last nothing is found. */
  async function visitOne(
    sizes: readonly number[],
    seconds = 1,
  ): Promise<{ firsts: readonly number[]; row: Record<string, unknown>; out: string }> {
    const firsts: number[] = [];
    let shrinks = 0;
    const story: Story = (order) => {
      if (order.bug?.id !== 'one') return undefined;
      if (order.kind === 'shrink') {
        const text = textOf(sizes[shrinks++] ?? 1);
        return { kind: 'shrunken', text, seconds, isCut: false };
      }
      firsts.push(order.first);
      return firsts.length > sizes.length ? missed(9) : undefined;
    };
    const typed = { seeds: '1', jobs: '1', only: ['one'], json: true };
    const { out } = await visit(story, typed);
    return { firsts, row: JSON.parse(out.split('\n')[0] ?? '') as Record<string, unknown>, out };
  }

  test('is not all: the hunt goes on behind it, and the smallest counts', async () => {
    const { firsts, row, out } = await visitOne([40, 5]);
    expect(firsts).toEqual([0, 3]);
    expect(row).toMatchObject({ shrunk: 5, runs: 3, seconds: 2 });
    expect(row.hunts).toMatchObject([{ shrinkSeconds: 2, runs: 3 }]);
    expect(out).toContain('what run 1.1.2 showed came to 40 statements');
  });

  test('stays when another shrinks to more, or there is none', async () => {
    expect((await visitOne([40, 50, 41])).row).toMatchObject({ shrunk: 40 });
    expect(await visitOne([40])).toMatchObject({ firsts: [0, 3], row: { shrunk: 40 } });
  });

  test('is followed by two more at most, and by none when it is small', async () => {
    expect((await visitOne([40, 30, 20, 3])).firsts).toEqual([0, 3, 6]);
    expect((await visitOne([16, 3])).firsts).toEqual([0]);
  });

  test('is all when the budget is spent on it', async () => {
    expect((await visitOne([40, 3], 10)).firsts).toEqual([0]);
    expect((await visitOne([40, 30, 3], 6)).firsts).toEqual([0, 3]);
  });
});

describe('the table', () => {
  test('counts a bug as found when most of its hunts found it, and a miss as the longest', async () => {
    const times = [9, 1, 0];
    const story: Story = (order) => {
      if (order.kind !== 'hunt' || order.bug === null || order.bug.id === 'canary')
        return undefined;
      const hunt = Number(order.seed.split('.')[1]) - 1;
      const limit = IDS.indexOf(order.bug.id);
      return hunt < limit ? missed(7) : caught(order, 'log-matching', times[hunt]);
    };
    const { status, out } = await visit(story, { json: true });
    const [one, two, three] = IDS.map((id) => {
      const line = out.split('\n').find((text) => text.includes(`"bug":"${id}","category"`));
      return JSON.parse(line ?? '{}') as Record<string, unknown>;
    });
    expect(one).toMatchObject({ found: true, foundSeeds: 3, seeds: 3, runs: 3, seconds: 1 });
    expect(two).toMatchObject({ found: true, foundSeeds: 2, seeds: 3, runs: 3, seconds: 1 });
    expect(three).toMatchObject({ found: false, foundSeeds: 1, seeds: 3, runs: 7, seconds: 1 });
    expect(one).toMatchObject({ original: 4, shrunk: 2, lines: 2, handwritten: 4, ratio: 0.5 });
    const seen = { property: 'log-matching', times: 3, isOwn: false };
    expect(one).toMatchObject({ property: 'log-matching', properties: [seen] });
    expect(status).toBe(1);
  });

  test('does not depend on the number of threads', async () => {
    const tables = await Promise.all(
      ['1', '2', '7'].map(async (jobs) =>
        (await visit(() => undefined, { jobs })).out.split('\n').sort(),
      ),
    );
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).toEqual(tables[0]);
  });

  test('leaves nothing to shrink out with --no-shrink', async () => {
    const orders: Order[] = [];
    const { out } = await visit((order) => void orders.push(order), { shrink: false });
    expect(orders.filter(({ kind }) => kind === 'shrink')).toEqual([]);
    expect(out).toMatch(/^one .* 4 +– +4 +–$/m);
  });

  test('fits into a narrow terminal', async () => {
    const host = zooIn();
    const narrow = hostIn(host.folder, { terminal: true, columns: 80 });
    const { out } = await visit(() => undefined, {}, narrow);
    const table = out.split('\n').slice(0, 4);
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(table[0]).toMatch(/^bug +found +runs/);
  });
});

describe('Ctrl-C', () => {
  test('prints what is there, leaves the page alone and makes the status 130', async () => {
    const host = zooIn();
    let hunts = 0;
    const story: Story = (order) => {
      if (order.kind !== 'hunt' || order.bug === null || order.bug.id === 'canary')
        return undefined;
      hunts += 1;
      if (hunts < 5) return undefined;
      host.interrupt();
      return missed(1);
    };
    const { status, out, err } = await visit(story, { jobs: '1', out: 'zoo.md' }, host);
    expect(status).toBe(130);
    expect(hunts).toBe(5);
    // By id: one, three, two. The fifth hunt was under way and is not counted.
    expect(out).toMatch(/^one .* 3\/3 /m);
    expect(out).toMatch(/^three .* 1\/1 /m);
    expect(out).not.toMatch(/^two /m);
    expect(out).toMatch(/^2 of 3 planted bugs found/m);
    expect(err).toContain('zoo.md stays as it is');
  });
});

describe('what was typed', () => {
  const mistakes: readonly (readonly [string, Partial<TypedZooOptions>, RegExp])[] = [
    ['no threads', { jobs: '0' }, /^--jobs 0 is not possible$/],
    ['half a thread', { jobs: '0.5' }, /^--jobs 0.5 is not possible$/],
    ['a negative budget', { budget: '-3' }, /^--budget -3 is not possible$/],
    ['no budget', { budget: '0' }, /^--budget 0 is not possible$/],
    ['a budget in words', { budget: 'soon' }, /^--budget soon is not possible$/],
    ['no seeds', { seeds: '0' }, /^--seeds 0 is not possible$/],
    ['a seed that no ticket can hold', { seed: 'a b' }, /^"a b" is no seed for hunts$/],
    ['a bug that is not there', { only: ['won'] }, /^there is no bug "won" in bugs$/],
    [
      'a folder that is not there',
      { bugs: 'cages' },
      /^cannot read the bugs in cages: there is no/,
    ],
    ['a folder without bugs', { bugs: 'bugs/one' }, /^there are no bugs in bugs\/one$/],
    ['a page in no folder', { out: 'pages/zoo.md' }, /^cannot write pages\/zoo.md: there is no/],
    ['a page without a name', { out: '' }, /^--out needs a path$/],
  ];

  test.each(mistakes)('%s is refused before anything is hunted', async (_, typed, words) => {
    const orders: Order[] = [];
    const refused = visit((order) => void orders.push(order), typed);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(words);
    expect(orders).toEqual([]);
  });

  test('--only hunts these bugs and no others', async () => {
    const { out } = await visit(() => undefined, { only: ['two', 'one'] });
    expect(out).toMatch(/2 of 2 planted bugs found/);
    expect(out).not.toContain('three');
  });

  test('a bug.json with mistakes is told of, and the others are hunted', async () => {
    const bad = hostIn(
      folderWith({ 'bugs/four/bug.json': '{ "id": "for" }', 'bugs/five/readme.txt': '' }),
    );
    const { status, out } = await visit(() => undefined, {}, bad);
    expect(status).toBe(2);
    expect(out).toMatch(/planted bug four: edits is missing/);
    expect(out).toMatch(/planted bug five: cannot read .*bug\.json/);
  });
});
