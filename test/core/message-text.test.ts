import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { type Message, MESSAGE_KINDS, messageText, readMessage } from '../../core/index.ts';
import { parseFile, runTest } from '../../dsl/index.ts';

/** Messages of every kind, as scenarios send them, a few hundred of each at most. */
const messages = messagesOf(
  globSync('scenarios/{elections,snapshots,reads,transfer,read-only}/*.raft').sort(),
);

function messagesOf(files: readonly string[]): readonly Message[] {
  const byKind = new Map<string, Message[]>();
  for (const file of files) {
    const [test] = parseFile(file, readFileSync(file, 'utf8')).tests;
    if (test === undefined) continue;
    for (const { message } of runTest(test, { trace: true }).trace ?? []) {
      if (message === null || !isCoreMessage(message)) continue;
      const known = byKind.get(message.kind) ?? [];
      const isLong = message.kind === 'append-request' && message.entries.length >= 2;
      if (known.length < 200 || isLong) byKind.set(message.kind, [...known, message]);
    }
  }
  return [...byKind.values()].flat();
}

function isCoreMessage(message: { readonly kind: string }): message is Message {
  return (MESSAGE_KINDS as readonly string[]).includes(message.kind);
}

describe('messages as text', () => {
  it('are read back as they were, of every kind', () => {
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(MESSAGE_KINDS));
    for (const message of messages) {
      const text = messageText(message);
      expect(text).not.toContain('\n');
      expect(readMessage(text)).toEqual({ ok: true, message });
    }
  });

  it('are refused with any field missing or of another type, which is named', () => {
    for (const kind of MESSAGE_KINDS) {
      const message = messages.find((each) => each.kind === kind)!;
      for (const field of Object.keys(message)) {
        for (const value of [undefined, {}, -1.5]) {
          const read = readMessage(JSON.stringify({ ...message, [field]: value }));
          expect(read, `${kind} with ${field} ${String(value)}`).toMatchObject({ ok: false });
          if (!read.ok && field !== 'kind') expect(read.problem).toContain(field);
        }
      }
    }
  });

  it('lose fields that no message has', () => {
    const [message] = messages;
    const text = JSON.stringify({ ...message, extra: 1 });
    expect(readMessage(text)).toEqual({ ok: true, message });
  });

  it.each([
    ['', 'no JSON object'],
    ['nonsense', 'no JSON object'],
    ['[]', 'no JSON object'],
    ['null', 'no JSON object'],
    ['{}', 'no kind of message'],
    ['{"kind":"constructor","from":0,"to":1,"id":0}', 'no kind of message'],
    ['{"kind":"timeout-now","from":-1,"to":1,"id":0,"term":1}', 'from of timeout-now is -1'],
    ['{"kind":"timeout-now","from":0,"to":1,"id":0,"term":"1"}', 'term of timeout-now is "1"'],
  ])('%s is refused: %s', (text, problem) => {
    const read = readMessage(text);
    expect(read.ok ? '' : read.problem).toContain(problem);
  });

  it('refuses entries that do not follow one another, or do not begin where they should', () => {
    const full = messages.find(
      (each) => each.kind === 'append-request' && each.entries.length >= 2,
    )!;
    if (full.kind !== 'append-request') throw new Error('there is no such message');
    const [first, second] = full.entries;
    const broken = [
      { ...full, entries: [second, first] },
      { ...full, entries: [first, { ...second, term: 0 }] },
      { ...full, entries: [{ ...first, kind: 'configuration', configuration: null }] },
      { ...full, entries: [{ ...first, configuration: {} }] },
      { ...full, entries: [{ ...first, command: 5 }] },
      { ...full, entries: [null] },
      { ...full, prevLogIndex: full.prevLogIndex + 1 },
    ];
    for (const each of broken) expect(readMessage(JSON.stringify(each)).ok).toBe(false);
  });
});
