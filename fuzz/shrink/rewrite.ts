// Rewriting lines: two of a kind as one, each as something that says less, clients by low numbers.

import { type Draft, type Line, spliced, withLines } from './draft.ts';
import type { Search, Work } from './search.ts';
import { joinedTexts, simplerTexts } from './words.ts';

/** Joins two lines of a kind, wherever they stand, into one at the place of either. */
export function* joinLines(search: Search): Work {
  const before = search.current;
  for (let first = 0; first < search.current.lines.length; first += 1) {
    for (let second = first + 1; second < search.current.lines.length; second += 1) {
      const { lines } = search.current;
      const texts = joinedTexts(lines[first]?.text ?? '', lines[second]?.text ?? '');
      let isJoined = false;
      for (const line of search.language.known(texts)) {
        for (const place of [first, second]) {
          const left = lines.map((old, at) => (at === place ? line : old));
          const joined = left.filter((_, at) => at === place || (at !== first && at !== second));
          isJoined ||= search.attempt(withLines(search.current, joined));
          yield;
        }
      }
      if (isJoined) second = first;
    }
  }
  return search.current !== before;
}

/** Says every line with fewer words and lower numbers. */
export function* simplifyLines(search: Search): Work {
  const before = search.current;
  for (let at = 0; at < search.current.lines.length; at += 1) {
    const line = search.current.lines[at];
    // Lengths of time have a pass of their own.
    if (line === undefined || line.statement.action.kind === 'tick') continue;
    if (search.judge.keepsClaims && isClaim(line)) continue;
    yield* simplifyLine(search, at, line);
  }
  yield* lowerClients(search);
  return search.current !== before;
}

function* simplifyLine(search: Search, at: number, line: Line): Work {
  let simpler: Line | undefined = line;
  while (simpler !== undefined) {
    const texts: readonly string[] = [...kinOf(simpler.text), ...simplerTexts(simpler.text)];
    simpler = undefined;
    for (const other of search.language.known(texts)) {
      const isSimpler = search.attempt(spliced(search.current, at, 1, other));
      yield;
      if (!isSimpler) continue;
      simpler = other;
      break;
    }
  }
  return search.current.lines[at] !== line;
}

const CLAIMS = ['check', 'always', 'never', 'eventually', 'tick-until', 'expect-error'];

function isClaim({ text, statement }: Line): boolean {
  return CLAIMS.includes(statement.action.kind) || text.includes(' expecting ');
}

/** Plainer lines that often do the same. */
function kinOf(text: string): readonly string[] {
  const [word = '', ...rest] = text.split(' ');
  switch (word) {
    case 'client':
      return ['client foo'];
    case 'partition':
      return text.split(' | ').map((group) => `isolate ${group.replace('partition ', '')}`);
    case 'wipe':
      return [`crash ${rest.join(' ')}`];
    case 'tick':
      return ['settle'];
    default:
      return [];
  }
}

/** Lets as few clients as possible speak, with low numbers. */
function* lowerClients(search: Search): Work {
  const before = search.current;
  const clients = new Set<number>();
  for (const { text } of before.lines) {
    for (const [, number] of text.matchAll(/\bclient (\d+)\b|\bc(\d+)\b/g)) {
      if (number !== undefined) clients.add(Number(number));
    }
  }
  const known = [...clients].sort((a, b) => b - a);
  for (const client of known) {
    for (let lower = 1; lower < client; lower += 1) {
      const isLower = search.attempt(withClient(search, client, lower));
      yield;
      if (isLower) break;
    }
  }
  return search.current !== before;
}

function withClient(search: Search, client: number, by: number): Draft {
  const lines = search.current.lines.map((line) => {
    const text = line.text
      .replace(new RegExp(`\\bclient ${client}\\b`, 'g'), `client ${by}`)
      .replace(new RegExp(`\\bc${client}\\b`, 'g'), `c${by}`);
    return text === line.text ? line : (search.language.line(text) ?? line);
  });
  return withLines(search.current, lines);
}
