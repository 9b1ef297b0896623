// Draws tests as Mermaid, has Mermaid's own parser read them, and looks whether what it read is what was drawn:
// every arrow and note, letter by letter. `npm ci` here and in the root first, then `npm run check:diagrams`.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Window } from 'happy-dom';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Tests with something of everything, and the values that the parser must hand on as they are. */
const TESTS = [
  ['scenarios/seed/a-client-writes.raft'],
  ['scenarios/network/three-way-split.raft', '--to', '60'],
  ['scenarios/network/duplicates.raft', '--to', '60'],
  ['scenarios/persistence/vote-survives-a-crash.raft'],
  ['scenarios/commit/figure-8.raft', '--heartbeats'],
  ['scenarios/network/paused-leader.raft', '--from', '20', '--to', '60'],
  ['scenarios/reconfiguration/disjoint.raft', '--to', '60'],
  ['scenarios/clients/lost-answer.raft'],
  ['fixtures/diagrams/nasty-names.raft'],
];

/** Texts of `fixtures/diagrams/nasty-names.raft`, each of which must come out whole. */
const NASTY = [
  '</script><img src=x onerror=alert(1)>;#{x}',
  '%getenv(PATH) $x !exit <b>bold</b> --struck-- __u__ **b** //i// [[http://x]] ~~w~~ <U+0041> &amp; &#65; #65; ␊',
  'style.y:;#; wrap: nowrap: title: end',
];

// Mermaid cleans texts with a library that needs a page.
const window = new Window();
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

let failures = 0;
const fail = (name, why) => {
  failures += 1;
  console.error(`FAILED ${name}: ${why}`);
};

for (const words of TESTS) await check(words);
await checkParser();
console.log(failures === 0 ? `${TESTS.length} diagrams are Mermaid` : `${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;

async function check(words) {
  const name = words.join(' ');
  const text = draw(words);
  let db;
  try {
    await mermaid.parse(text);
    ({ db } = await mermaid.mermaidAPI.getDiagramFromText(text));
  } catch (error) {
    fail(name, error.message);
    return;
  }
  const read = db.getMessages().map(({ message }) => decoded(String(message ?? '')));
  const drawn = text.split('\n').flatMap((line) => {
    const label = /^ {2}(?:Note over [^:]*|[a-z0-9]+-[->x)]+[a-z0-9]+): (.*)$/.exec(line);
    return label === null ? [] : [decoded(encoded(label[1]))];
  });
  if (drawn.length < 5) fail(name, `only ${drawn.length} lines were drawn`);
  const heard = read.filter((each) => each !== '');
  if (heard.join('\n') !== drawn.join('\n')) fail(name, 'what is read is not what was drawn');
  if (!name.includes('nasty')) return;
  for (const value of NASTY) {
    if (!heard.some((each) => each.includes(value))) fail(name, `${value} is lost`);
  }
}

/** A parser that takes anything proves nothing. */
async function checkParser() {
  const isRefused = await mermaid.parse('sequenceDiagram\n  n0->>n1: x; y #').then(
    () => false,
    () => true,
  );
  if (!isRefused) fail('the parser', 'it takes a `;` in a label');
}

function draw(words) {
  const all = ['bin/whitewater.js', 'diagram', ...words, '--format', 'mermaid'];
  return execFileSync(process.execPath, all, { cwd: ROOT, encoding: 'utf8' });
}

/** Mermaid's own marks for its codes. */
function encoded(text) {
  return text.replace(/#(\d+);/g, 'ﬂ°°$1¶ß');
}

function decoded(text) {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}
