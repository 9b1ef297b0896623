import { describe, expect, it } from 'vitest';
import { type CoverageData, FAMILIES, PACKET_KINDS, SITUATIONS } from '../../sim/index.ts';
import { PLAIN, rateText, renderCoverage, shortCount } from '../../view/index.ts';

const data: CoverageData = {
  runs: 2000,
  situations: { 'split-vote': 500, 'two-leaders': 1, 'leader-crashes': 2000 },
  messages: {
    follower: { 'append-request': 1_234_567, 'vote-request': 300 },
    leader: { 'append-response': 1_200_000, 'vote-response': 42 },
    client: { 'client-response': 9 },
  },
};

const lineOf = (id: string, lines: readonly string[]): string =>
  lines.find((line) => line.startsWith(`${id} `)) ?? 'missing';

describe('a picture of coverage', () => {
  it('counts what came up, in all and by family', () => {
    const lines = renderCoverage(data, { width: 120 });
    expect(lines[0]).toBe(`2,000 runs: 3 of ${SITUATIONS.length} situations came up`);
    expect(lines.filter((line) => /^elections \(2 of \d+\)$/.test(line))).toHaveLength(1);
    for (const family of FAMILIES) {
      expect(lines.some((line) => line.startsWith(`${family} (`))).toBe(true);
    }
  });

  it('has every situation with its runs, its rate and its sentence', () => {
    const lines = renderCoverage(data, { width: 120 });
    const vote = lineOf('split-vote', lines);
    expect(vote).toMatch(/^split-vote +500 +25\.0 % {2}Candidates of one term share the votes/);
    expect(lineOf('leader-crashes', lines)).toMatch(/2,000 +always {2}A leader crashes\.$/);
    expect(lineOf('leader-returns', lines)).toMatch(/ 0 +never {2}A node leads again/);
    for (const { id } of SITUATIONS) expect(lineOf(id, lines)).not.toBe('missing');
  });

  it('has a table of messages by who took them', () => {
    const lines = renderCoverage(data, { width: 120 });
    const head = lines.findIndex((line) => line.startsWith('message '));
    expect(lines[head]?.split(/ {2,}/)).toEqual([
      ...['message', 'follower', 'pre-candidate', 'candidate', 'leader', 'read-only', 'client'],
    ]);
    const rows = lines.slice(head + 1).map((line) => line.split(/ {2,}/));
    expect(rows.map(([kind]) => kind)).toEqual(PACKET_KINDS);
    const cells = (kind: string): readonly string[] => rows.find(([name]) => name === kind) ?? [];
    expect(cells('append-request')).toEqual(['append-request', '1,234,567', ...'-----']);
    expect(cells('vote-response')).toEqual(['vote-response', '-', '-', '-', '42', '-', '-']);
  });

  it.each([40, 60, 80, 100, 200])('fits into %i columns', (width) => {
    const lines = renderCoverage(data, { width });
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    const text = lines.join('\n');
    expect(text).toContain('append-request');
    expect(text).toMatch(width < 82 ? /1\.2M/ : /1,234,567/);
  });

  it('says below what never came up where there is no room beside it', () => {
    const lines = renderCoverage(data, { width: 60 });
    const place = lines.findIndex((line) => line.startsWith('leader-returns '));
    expect(lines[place + 1]).toBe('  A node leads again after another one led.');
    const reached = lines.findIndex((line) => line.startsWith('split-vote '));
    expect(lines[reached + 1]).toMatch(/^election-times-out /);
  });

  it('marks what never came up', () => {
    const style = { ...PLAIN, bad: (text: string) => `<${text}>` };
    const lines = renderCoverage(data, { width: 120, style });
    expect(lines.some((line) => line.startsWith('<leader-returns '))).toBe(true);
    expect(lines.some((line) => line.startsWith('split-vote '))).toBe(true);
  });

  it('can show a campaign that had no run yet', () => {
    const lines = renderCoverage({ runs: 0, situations: {}, messages: {} }, { width: 80 });
    expect(lines[0]).toBe(`0 runs: 0 of ${SITUATIONS.length} situations came up`);
    expect(lineOf('split-vote', lines)).toMatch(/0 +never$/);
  });
});

it.each([
  [0, 0, 'never'],
  [1, 1, 'always'],
  [1, 3, '33.3 %'],
  [1, 1001, '< 0.1 %'],
  [99_999, 100_000, '99.9 %'],
])('%i of %i runs are %s', (count, runs, text) => {
  expect(rateText(count, runs)).toBe(text);
});

it.each([
  [0, '0'],
  [999, '999'],
  [1_999, '1.9k'],
  [98_765, '98k'],
  [999_999, '999k'],
  [1_000_000, '1.0M'],
])('%i in short is %s', (count, text) => {
  expect(shortCount(count)).toBe(text);
});
