// Reading histories: formats, what is paired with what, mistakes with their places, and garbage.

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type HistoryOperation, readHistory } from '../../sim/history/index.ts';

/** An operation in short: `0 x: cas 1>2 ok 3-4`. */
function short({ process, key, call, outcome, result, stale, ...times }: HistoryOperation): string {
  const value = {
    read: () => (outcome === 'ok' ? `=${result ?? 'nil'}` : ''),
    write: () => (call.kind === 'write' ? (call.value ?? 'nil') : ''),
    cas: () => (call.kind === 'cas' ? `${call.from ?? 'nil'}>${call.to ?? 'nil'}` : ''),
  }[call.kind]();
  const span = `${times.invokedAt}-${Number.isFinite(times.returnedAt) ? times.returnedAt : ''}`;
  const where = key === null ? '' : ` ${key}:`;
  return `${process}${where} ${call.kind} ${value} ${outcome}${stale ? ' stale' : ''} ${span}`;
}

function read(text: string, keyed = false): string[] {
  const found = readHistory(text, { keyed });
  if (!found.ok) return [`${found.line}:${found.column}: ${found.message}`];
  return found.operations.map(short);
}

const edn = (...rows: string[]): string =>
  rows
    .map((row) => {
      const [process, type, f, ...value] = row.split(' ');
      return `{:process ${process}, :type :${type}, :f :${f}, :value ${value.join(' ')}}\n`;
    })
    .join('');

describe('formats', () => {
  test.each([
    [
      'stale-read.jsonl',
      [
        'c1 x: write 4 ok 1-2',
        'c1 x: write 5 ok 3-5',
        'c3 y: write 1 unknown 4-7',
        'c2 x: read =4 ok 6-8',
      ],
    ],
    [
      'register.edn',
      ['0 write 3 unknown 1-5', '1 read =nil ok 2-4', '1 cas 3>4 ok 6-7', '2 read =4 ok 8-9'],
    ],
    [
      'keyed.edn',
      [
        '0 a: write 1 ok 1-3',
        '1 b: cas 1>2 fail 2-4',
        '0 a: read =1 ok 5-8',
        '1 b: read =nil ok 6-7',
      ],
    ],
    [
      'flip-back.log',
      ['0 write 1 ok 1-3', '1 cas 1>2 unknown 2-4', '0 read =2 ok 5-6', '0 read =1 ok 7-8'],
    ],
  ])('%s', (name, operations) => {
    expect(read(readFileSync(`fixtures/histories/${name}`, 'utf8'))).toEqual(operations);
  });

  test.each([
    ['an empty list', '[]', []],
    [
      'one list on one line: events are counted',
      edn('0 invoke write 1', '0 ok write 1').replace('\n', ' '),
      ['0 write 1 ok 1-2'],
    ],
    [
      'a JSON list',
      '[{"process":0,"type":"invoke","f":"read","value":null}]',
      ['0 read  unknown 1-'],
    ],
    [
      'tags, comments, discarded data',
      '; a\n#_(x y) #h.Op{:process 0 :type :invoke :f :read :error #object["x" 0x1]}',
      ['0 read  unknown 2-'],
    ],
    [
      'a mark of order before the text',
      '\uFEFF{"process":0,"type":"invoke","f":"write","value":1}',
      ['0 write 1 unknown 1-'],
    ],
    [
      'lines that end as on Windows',
      '{:process 0 :type :invoke :f :write :value 1}\r\n{:process 0 :type :ok :f :write}\r\n',
      ['0 write 1 ok 1-2'],
    ],
    [
      'lines of history.txt',
      '0\t:invoke\t:write\t1\n:nemesis\t:info\t:start\tnil\n0\t:info\t:write\t1\t:timed-out\n',
      ['0 write 1 unknown 1-3'],
    ],
    [
      'a newer log, with other lines',
      '2024-01-02 INFO [main] jepsen.core - hello\n2024-01-02 10:00:00,1{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:read\tnil\n',
      ['0 read  unknown 2-'],
    ],
    [
      'stale reads',
      '{"process":0,"type":"invoke","f":"read"}\n{"process":0,"type":"ok","f":"read","value":1,"stale":true}',
      ['0 read =1 ok stale 1-2'],
    ],
    [
      'other keywords than numbers are nobody',
      '{:process :nemesis-2 :type :info :f :kill}\n{:process 0 :type :invoke :f :read}',
      ['0 read  unknown 2-'],
    ],
  ])('%s', (_, text, operations) => {
    expect(read(text)).toEqual(operations);
  });
});

describe('values', () => {
  const written = (value: string): string =>
    read(`{"process":0,"type":"invoke","f":"write","value":${value}}`)[0];
  test.each([
    ['5', '5'],
    ['-0', '0'],
    ['12345678901234567890123', '12345678901234567890123'],
    ['"foo"', 'foo'],
    ['"5"', '"5"'],
    ['"null"', '"null"'],
    ['"a b"', '"a b"'],
    ['"\\u0041"', 'A'],
    ['true', 'true'],
    ['null', 'nil'],
  ])('%s is %s', (value, shown) => {
    expect(written(value)).toBe(`0 write ${shown} unknown 1-`);
  });

  test.each([
    ['5N', '5'],
    ['+5', '5'],
    [':a', ':a'],
    ['"5"', '"5"'],
    ['\\a', 'a'],
    ['"a\\"b"', '"a\\"b"'],
  ])('EDN: %s is %s', (value, shown) => {
    expect(read(edn(`0 invoke write ${value}`))).toEqual([`0 write ${shown} unknown 1-`]);
  });
});

describe('pairs of keys and values', () => {
  test('are seen when every value is one', () => {
    expect(
      read(edn('0 invoke write [1 2]', '1 invoke cas [1 [2 3]]', '2 invoke read [1 nil]')),
    ).toEqual(['0 1: write 2 unknown 1-', '1 1: cas 2>3 unknown 2-', '2 1: read  unknown 3-']);
  });

  test('a cas of two values is none, unless it is said', () => {
    expect(read(edn('0 invoke cas [1 2]'))).toEqual(['0 cas 1>2 unknown 1-']);
    expect(read(edn('0 invoke cas [1 2]'), true)).toEqual([
      '1:48: the value of a cas must be a list of two: from and to',
    ]);
  });

  test('some that are and some that are not are a mistake', () => {
    expect(read(edn('0 invoke write [1 2]', '1 invoke write 2'))[0]).toMatch(
      /^1:47: the value of a write must be .* pairs of a key and a value, all must be$/,
    );
    expect(read(edn('0 invoke write 2'), true)).toEqual([
      '1:47: here must be a pair of a key and a value',
    ]);
  });
});

describe('mistakes are told with their place', () => {
  const json = (over: object): string =>
    JSON.stringify({ process: 0, type: 'invoke', f: 'read', ...over });
  test.each([
    ['', '1:1: the file is empty'],
    [' \n', '1:1: the file is empty'],
    ['{"process":0,"type":"inv', '1:21: this text never ends; the file seems to be cut off'],
    ['{"process":0,\n"type":"invoke"', '1:1: this object never ends; the file seems to be cut off'],
    ['{"process":0 "type":"invoke"}', '1:14: here must be a comma or }'],
    ['{"process" 0}', '1:12: here must be a colon'],
    ['{"process":01}', '1:12: 01 is no JSON'],
    ['{"process":0}}', '1:14: } is no JSON'],
    ['{:process 0, :type :invoke\n', '1:1: this map never ends; the file seems to be cut off'],
    [
      '[{:process 0, :type :invoke, :f :read}',
      '1:1: this list never ends; the file seems to be cut off',
    ],
    ['{:process 0 :type]', '1:18: here must be }, not ]'],
    ['{:process}', '1:1: this map has a key without a value'],
    [`${'['.repeat(100)}`, '1:66: this is nested too deeply'],
    ['[] []', '1:4: nothing may follow the list of events'],
    ['5', /^1:1: this is no event: neither JSON nor EDN/],
    ['hello\nworld\n', /^1:1: this is no event: neither JSON nor EDN/],
    ['[5]', '1:2: an event must be an object or a map'],
    [json({ process: 1.5 }), '1:12: an event needs a process, a whole number or a name'],
    [json({ type: 'begin' }), '1:21: the type must be invoke, ok, fail or info'],
    [json({ f: 'add' }), '1:34: f must be read, write or cas: only registers are judged'],
    [json({ f: 'write' }), '1:1: a write needs a value'],
    [json({ f: 'cas', value: [1] }), '1:48: the value of a cas must be a list of two: from and to'],
    [json({ f: 'cas', value: [1, {}] }), /^1:51: the value of a cas must be a number/],
    [
      `${json({})}\n${json({})}`,
      '2:1: process 0 calls read while its read of line 1 is still open',
    ],
    [json({ type: 'ok' }), '1:1: process 0 returns from a read that it did not call'],
    [
      edn('0 invoke write 1', '0 ok read 1'),
      '2:1: process 0 returns from a read, but line 1 calls write',
    ],
    [edn('0 invoke write 1', '0 ok write 2'), '2:43: the value is not that of the call in line 1'],
    [`${json({})}\n${json({ type: 'ok' })}`, '2:1: the value of this read is missing'],
    [
      `${json({ key: 'a' })}\n${json({ type: 'ok', key: 'b', value: 1 })}`,
      '2:1: the key is not that of the call in line 1',
    ],
    [
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok',
      /^2:21: this is no event/,
    ],
    [
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jep',
      '2:1: this line is not complete; the file seems to be cut off',
    ],
    [
      'INFO  jepsen.util - 0\t:invoke\t:cas\t[1',
      '1:36: this list never ends; the file seems to be cut off',
    ],
    ['INFO  jepsen.util - 0\t:invoke\t:cas\n', '1:35: the value is missing; is the file cut off?'],
  ])('%j', (text, message) => {
    const [found] = read(text);
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });
});

describe('garbage never throws', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '(',
    '"',
    ':',
    ',',
    '#',
    '#_',
    '\\',
    ';',
    '\n',
    '\t',
    ' ',
    '0',
    '-',
  ];
  const words = [
    'nil',
    'process',
    ':process',
    ':type',
    ':invoke',
    'read',
    'INFO  jepsen.util - 0',
    '\u0000',
    '😀',
  ];
  const soup = fc
    .array(fc.constantFrom(...pieces, ...words), { maxLength: 60 })
    .map((all) => all.join(''));

  test('letters and words in any order', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), fc.boolean(), (text, keyed) => {
        const found = readHistory(text, { keyed });
        if (!found.ok) expect(found.line).toBeGreaterThan(0);
      }),
      { numRuns: 20_000, seed: 4 },
    );
  });

  test('good files with a piece taken out or put in', () => {
    const names = ['stale-read.jsonl', 'register.edn', 'keyed.edn', 'flip-back.log'];
    const texts = names.map((name) => readFileSync(`fixtures/histories/${name}`, 'utf8'));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(900),
        fc.nat(40),
        soup,
        (text, at, length, put) => {
          const damaged = text.slice(0, at) + put + text.slice(at + length);
          const found = readHistory(damaged);
          if (found.ok) return;
          const lines = damaged.split('\n');
          expect(found.line).toBeLessThanOrEqual(lines.length);
          expect(found.column).toBeLessThanOrEqual(lines[found.line - 1].length + 1);
        },
      ),
      { numRuns: 5000, seed: 5 },
    );
  });

  test.each(['[', '{"a":', '#_', '#a ', ' ', '"', '[[', ';', '#_1 ', '0\t', '\\'])(
    'a million of %j',
    (piece) => {
      expect(typeof readHistory(`{${piece.repeat(1_000_000)}`).ok).toBe('boolean');
      expect(typeof readHistory(piece.repeat(1_000_000)).ok).toBe('boolean');
    },
  );
});
