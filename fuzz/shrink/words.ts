// Shorter ways to say a line, found in its text: words left out, numbers lowered, a range as one number, a
// chance as certainty. What does not parse, or means another thing, is sorted out by whoever asks.

/** Numbers that are tried before any other. */
const LOW_NUMBERS = [0, 1, 2, 5];

/** A word of the language in the place of a command, a key or a value, where nobody would write it. */
const MISTAKEN =
  /(?:=|->|\b(?:client|sends|writes|reads|deletes|adds|cas)) (?:to|from|without|redirects|by|lease|index|stale|expecting|sends|writes|reads|deletes|adds|cas|retries|within)\b/;

/** Texts that say less than a line does, those that say least first. */
export function simplerTexts(text: string): readonly string[] {
  if (text.includes('\n')) return simplerBlocks(text);
  const words = text.match(/"(?:\\.|[^"\\])*"|[{[][^}\]]*[}\]]|\S+/g) ?? [];
  const texts = new Set<string>();
  for (let count = words.length - 1; count > 0; count -= 1) {
    for (let at = 1; at + count <= words.length; at += 1) {
      texts.add([...words.slice(0, at), ...words.slice(at + count)].join(' '));
    }
  }
  for (const [at, word] of words.entries()) {
    for (const simpler of simplerWords(word)) {
      texts.add([...words.slice(0, at), simpler, ...words.slice(at + 1)].join(' '));
    }
  }
  texts.delete(text);
  return [...texts].filter((simpler) => MISTAKEN.test(text) || !MISTAKEN.test(simpler));
}

function simplerWords(word: string): readonly string[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(word);
  if (range !== null) {
    const [low, high] = range.slice(1).map(Number);
    return [low ?? 0, high ?? 0, ((low ?? 0) + (high ?? 0)) >> 1].map(String);
  }
  if (/^\d+%$/.test(word)) return ['100%'];
  if (/^\d+$/.test(word)) return lowerNumbers(Number(word)).map(String);
  const list = /^([{[])(.*)([}\]])$/.exec(word);
  if (list === null) return [];
  const [, open = '', inside = '', close = ''] = list;
  const items = inside.split(' ').filter((item) => item !== '');
  if (items.length === 1 && open === '{') return items;
  const rest = items.map((_, gone) => items.filter((_item, at) => at !== gone).join(' '));
  return [...rest.map((some) => `${open}${some}${close}`), ...(open === '{' ? items : [])];
}

function lowerNumbers(value: number): readonly number[] {
  const lower = [...LOW_NUMBERS, value >> 1, value - 1];
  return [...new Set(lower)].filter((number) => number >= 0 && number < value);
}

/** A block with fewer rounds, or without one of its lines. */
function simplerBlocks(text: string): readonly string[] {
  const lines = text.split('\n');
  const rounds = /^repeat (\d+) times$/.exec(lines[0] ?? '')?.[1];
  const fewer = rounds === undefined ? [] : lowerNumbers(Number(rounds));
  return [
    ...fewer.map((count) => [`repeat ${count} times`, ...lines.slice(1)].join('\n')),
    ...lines.slice(1, -1).map((_, gone) => lines.filter((_line, at) => at !== gone + 1).join('\n')),
  ];
}

/** One line that says what two say: `crash 0 1` for `crash 0` and `crash 1`. */
export function joinedTexts(one: string, other: string): readonly string[] {
  if (one.includes('\n') || other.includes('\n')) return [];
  const first = one.split(' ');
  const second = other.split(' ');
  if (first[0] !== second[0]) return [];
  let head = 0;
  while (head < first.length && first[head] === second[head]) head += 1;
  let tail = 0;
  const most = Math.min(first.length, second.length) - head;
  while (tail < most && first.at(-1 - tail) === second.at(-1 - tail)) tail += 1;
  const own = first.slice(head, first.length - tail);
  const others = second.slice(head, second.length - tail);
  const end = first.slice(first.length - tail);
  const parts = [...own, ...others].join(' ');
  return [parts, `{${parts.replace(/[{}]/g, '')}}`].map((middle) =>
    [...first.slice(0, head), middle, ...end].join(' '),
  );
}
