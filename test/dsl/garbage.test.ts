// Ten thousand texts, half of them noise and half of them valid files that were damaged: none may crash the
// front end or the interpreter, and none may take long. Work is bounded by counts; the clock is only a guard.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatSource, parseFile, renderDiagnostic, runTest } from '../../dsl/index.ts';
import { NO_FILES, RUNNING_LINES } from './helpers.ts';

const LIMITS = { statements: 300, ticks: 300, nodes: 7, combinations: 8, tests: 4 };
const SECOND = 1_000;

/** A small generator of its own, so that a failure is found again by its number. */
function randomOf(seed: number): (below: number) => number {
  let state = (seed + 1) * 0x9e3779b1;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    state ^= state >>> 13;
    return (state >>> 0) % below;
  };
}

const WORDS = RUNNING_LINES.flatMap((line) => line.split(' '));
const SIGNS = [
  ...'.,:;|()[]{}<>=!%@#"$\'\\-+*/&^~`?\t\r\n \u0000\u0007\u00a0é漢😀“”\ufeff\u2028',
  '..',
];
const NUMBERS = ['0', '1', '-1', '999999999', '123456789012345678901234567890', '1.5', '2e9'];

function noise(seed: number): string {
  const random = randomOf(seed);
  const style = random(3);
  const parts: string[] = [];
  for (let count = random(60); count >= 0; count -= 1) {
    if (style === 0) parts.push(String.fromCharCode(random(random(2) === 0 ? 128 : 65_536)));
    else if (style === 1) parts.push(SIGNS[random(SIGNS.length)], WORDS[random(WORDS.length)]);
    else parts.push(pick(random), random(4) === 0 ? '\n' : ' ');
  }
  return (random(2) === 0 ? 'cluster of 3\n' : '') + parts.join('');
}

function pick(random: (below: number) => number): string {
  const kind = random(10);
  if (kind === 0) return SIGNS[random(SIGNS.length)];
  if (kind === 1) return NUMBERS[random(NUMBERS.length)];
  return WORDS[random(WORDS.length)];
}

function scenarios(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const place = `${folder}/${name}`;
    if (statSync(place).isDirectory()) return scenarios(place);
    return name.endsWith('.raft') ? [readFileSync(place, 'utf8')] : [];
  });
}

const VALID = [
  ...scenarios('scenarios'),
  `cluster of 5\nset 0.leaderTimeout to 0\n${RUNNING_LINES.join('\n')}\n`,
  'define elect $node\n  set $node.leaderTimeout to 0\n  tick until $node.state is leader\nend\n\ntest "a"\nseed 3\nfor $p in on off\ncluster of 3 with prevote $p\nelect 0\nrepeat 3 times\n  client foo\n  tick 3\nend\nshow state\n> nothing\ncheck one leader\n',
  'cluster of 3 with logs [1 1 2] [1 1] [1 1 2 3], checkquorum off\ncampaign 2\nclient 1 writes x = 5\nwhen 1.state is candidate: crash 1\nat event 2 of tick 9: crash 0\nisolate 2\ntick 30\nheal\nrestart 1 after 3\neventually all.log match\n',
  ...RUNNING_LINES.map((line) => `cluster of 5\ncampaign 0\ntick 3\n${line}\ntick 5\n`),
];

/** Damages a valid text at a few places: characters, words or whole lines. */
function mutation(seed: number): string {
  const random = randomOf(seed);
  let text = VALID[random(VALID.length)];
  for (let count = 1 + random(3); count > 0; count -= 1) {
    const at = random(text.length + 1);
    const kind = random(12);
    if (kind === 0) text = text.slice(0, at) + text.slice(at + 1 + random(5));
    else if (kind === 1) text = text.slice(0, at) + pick(random) + text.slice(at);
    else if (kind === 2) text = text.replace(/[0-9]+/, () => NUMBERS[random(NUMBERS.length)]);
    else if (kind === 3) text = changeNumber(text, random);
    else text = mutateLines(text, kind % 4, random);
  }
  return text;
}

/** Another small number in the place of one of those in the text. */
function changeNumber(text: string, random: (below: number) => number): string {
  const places = [...text.matchAll(/[0-9]+/g)];
  const place = places[random(Math.max(1, places.length))];
  if (place === undefined) return text;
  return text.slice(0, place.index) + random(6) + text.slice(place.index + place[0].length);
}

function mutateLines(text: string, kind: number, random: (below: number) => number): string {
  const lines = text.split('\n');
  const at = random(lines.length);
  const other = random(lines.length);
  if (kind === 0) lines.splice(at, 1);
  else if (kind === 1) lines.splice(other, 0, lines[at]);
  else if (kind === 2) [lines[at], lines[other]] = [lines[other], lines[at]];
  else lines.splice(at, 0, RUNNING_LINES[random(RUNNING_LINES.length)]);
  return lines.join('\n');
}

/** Does everything with a text that can be done. Answers how many tests ran, and complains when it took long. */
function exercise(text: string, label: string): number {
  const began = performance.now();
  const parsed = parseFile('garbage.raft', text, NO_FILES, LIMITS);
  for (const diagnostic of parsed.diagnostics) {
    const source = parsed.sources.get(diagnostic.file) ?? '';
    expect(renderDiagnostic(diagnostic, source)).toContain(diagnostic.message);
  }
  formatSource('garbage.raft', text);
  for (const test of parsed.tests) {
    const result = runTest(test);
    const message = result.failure?.message ?? '';
    expect(message.startsWith('the simulator failed'), `${label}: ${message}\n${text}`).toBe(false);
    expect(message.startsWith('two runs'), `${label}: ${message}\n${text}`).toBe(false);
  }
  const took = performance.now() - began;
  expect(took, `${label} took ${took} ms:\n${text}`).toBeLessThan(SECOND);
  return parsed.tests.length;
}

describe('garbage', () => {
  it.each([0, 1, 2, 3, 4])('of noise, part %i', (part) => {
    for (let seed = part * 1_000; seed < (part + 1) * 1_000; seed += 1) {
      exercise(noise(seed), `noise ${seed}`);
    }
  });

  it.each([0, 1, 2, 3, 4])(
    'of damaged files, part %i: a thousand that still reach the interpreter, and those that do not',
    (part) => {
      let ran = 0;
      for (let seed = 0; ran < 1_000; seed += 1) {
        expect(seed, 'damage is too heavy to leave anything that runs').toBeLessThan(6_000);
        if (exercise(mutation(part * 6_000 + seed), `mutation ${part * 6_000 + seed}`) > 0)
          ran += 1;
      }
    },
    120_000,
  );
});

describe('huge input', () => {
  const within = (text: string): readonly string[] =>
    parseFile('huge.raft', text, NO_FILES).diagnostics.map(({ message }) => message);

  it('of fifty megabytes is refused by its size', () => {
    expect(within('tick\n'.repeat(10_000_000))[0]).toContain('50,000,000 characters');
  });

  it('on one line is read or refused, and not recursed into', () => {
    expect(within(`cluster of 3\nclient ${'x-'.repeat(1_000_000)}`)[0]).toContain('2,000,007 char');
    expect(within(`cluster of 3\ncheck ${'('.repeat(99_000)}`)[0]).toContain('nested deeper');
    expect(within(`cluster of 3\ncheck ${'not '.repeat(24_000)}one leader`)).toEqual([]);
    expect(within(`cluster of 3\nclient ${'x-'.repeat(49_000)}x`)).toEqual([]);
    expect(within(`cluster of 3\nclient "${'\\\\'.repeat(49_000)}"`)).toEqual([]);
    expect(within(`cluster of 3\nclient ${'x '.repeat(49_000)}`)).toEqual([]);
    expect(within(`cluster of 3\ncheck ${'one leader and '.repeat(6_000)}no leader`)).toEqual([]);
  });

  it('of many mistakes is not read to its end', () => {
    const messages = within('what is this {\n'.repeat(600_000));
    expect(messages).toHaveLength(201);
    expect(messages.at(-1)).toContain('only the first 200 problems');
  });

  it('of many blocks, definitions and tests is read in time', () => {
    expect(within(`cluster of 3\n${'repeat 1 times\n'.repeat(100_000)}`)[0]).toContain('no `end`');
    expect(within('define a\nend\ncluster of 1\n'.repeat(20_000))).toEqual([]);
    const chain = Array.from({ length: 5_000 }, (_, at) => `define d${at}\n  d${at + 1}\nend\n`);
    const calls = `${chain.join('')}define d5000\n  tick\nend\ncluster of 1\nd0\n`;
    expect(within(calls)[0]).toContain('deeper than 256 levels');
  });
});
