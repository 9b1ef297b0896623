// Every line of the language's brief parses to what it says; what comes later is recognised.

import { describe, expect, it } from 'vitest';
import { commands } from '../../dsl/index.ts';
import type { Action } from '../../dsl/ast.ts';
import { parse, problems, RUNNING_LINES } from './helpers.ts';

const HEAD = 'cluster of 5\n';

function actionOf(line: string): Action {
  return parse(`${HEAD}${line}\n`).tests[0].statements[0].action;
}

/** The tree without spans, to compare by shape. */
function shape(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === 'span' ? undefined : inner));
  return JSON.parse(text);
}

describe('every line of the brief', () => {
  it.each(RUNNING_LINES)('%s', (line) => {
    expect(problems(HEAD + line)).toEqual([]);
  });

  it('counts learners behind the voters', () => {
    expect(problems('cluster of 3 with 2 learners\ncrash 4')).toEqual([]);
    expect(problems('cluster of 3 with 2 learners\ncrash 5')[0]).toContain('no node n5');
  });

  it('takes keywords in any case and keeps the case of values', () => {
    const loud = actionOf('CLIENT 1 SENDS Foo TO N2 WITHOUT REDIRECTS');
    expect(shape(loud)).toMatchObject({
      kind: 'client',
      request: { verb: 'sends', command: { text: 'Foo' } },
      to: { text: 'N2' },
      redirects: false,
    });
  });

  it('lets a value be any word', () => {
    const action = actionOf('client until end tick is 5 "is"');
    expect(action.kind === 'commands' && action.commands.map((command) => command.kind)).toEqual([
      ...['word', 'word', 'word', 'word', 'number', 'string'],
    ]);
    expect(actionOf('check stateMachine.data is and').kind).toBe('check');
    expect(actionOf('check 0 has committed').kind).toBe('check');
    expect(actionOf('check 0 has committed committed').kind).toBe('check');
  });

  it('takes a number and a verb after `client` for a named client, and all else for commands', () => {
    expect(actionOf('client 1 sends foo').kind).toBe('client');
    expect(actionOf('client 1 2 3').kind).toBe('commands');
    expect(actionOf('client sends 1').kind).toBe('commands');
    expect(problems('cluster of 3\nclient 1 sends')[0]).toContain('expected a value');
  });

  it.each([
    ...['1 send foo', '1 SEND', '2 write x', '1 retry', '1 reads2', '1 wriets x'],
    ...['one writes x', 'c1 sends foo', 'foo retries', 'expect cas'],
  ])('refuses `client %s`, which nearly names a client', (rest) => {
    expect(parse(`cluster of 3\nclient ${rest}\n`).diagnostics).toMatchObject([
      { severity: 'error', code: expect.stringMatching(/^client-(verb|number)$/) as string },
    ]);
  });

  it.each([
    ...['1 2 3', '1 foo', 'foo bar', 'c1 foo', '1 cash', 'one write x', '"sends" foo', '$v foo'],
    ...['"1" "send" "foo"', '1 "send" foo', '"one" sends x', 'one "sends" x', '1'],
  ])('takes `client %s` for commands', (rest) => {
    const { diagnostics, tests } = parse(`for $v in 1\ncluster of 3\nclient ${rest}\n`);
    expect(diagnostics).toEqual([]);
    expect(tests[0].statements[0].action.kind).toBe('commands');
  });

  it('warns of a variable in the place of the number of a client', () => {
    const { diagnostics, tests } = parse('for $v in 1\ncluster of 3\nclient $v sends foo\n');
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'client-name' }]);
    expect(tests).toHaveLength(1);
  });

  it.each(['sends foo', 'reads x', 'cas x'])('warns of a client without a number: %s', (rest) => {
    const { diagnostics, tests } = parse(`cluster of 3\nclient ${rest}\n`);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'client-name' }]);
    expect(diagnostics[0]?.hint).toContain(`\`client 1 ${rest.split(' ')[0] ?? ''} …\``);
    expect(tests[0].statements[0].action.kind).toBe('commands');
  });

  it.each([
    ...['check 0 has commited', 'check 0 has committed', 'tick until not 1 has not aplied'],
    ...['always one leader and all has comitted'],
  ])('warns when `has` is followed by what is nearly a stage: %s', (line) => {
    const { diagnostics, tests } = parse(`cluster of 3\n${line}\n`);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'has-stage' }]);
    expect(tests).toHaveLength(1);
  });

  it('warns of a stage in a definition once, at its own line', () => {
    const text = 'define look\n  check 0 has aplied\nend\ncluster of 3\nlook\nlook\n';
    expect(parse(text).diagnostics).toMatchObject([{ code: 'has-stage', span: { line: 2 } }]);
  });

  it.each([
    ...['check 0 has "commited"', 'client apples\ncheck 0 has apples', 'check 0 has foo'],
    ...['client 1 sends commited\ncheck 0 has committed commited\ncheck 0 has commited'],
    ...['when one leader: client commited\ncheck 0 has commited'],
    ...['define say $word\n  client $word\nend\ncluster of 3\nsay applied\ncheck 0 has applied'],
  ])('does not warn of a command that is sent or stands in quotes: %s', (lines) => {
    expect(problems(lines.startsWith('define') ? lines : `cluster of 3\n${lines}`)).toEqual([]);
  });

  it('takes the right side of `is` for a path only with a dot', () => {
    const word = actionOf('check 0.data is leader');
    const path = actionOf('check 0.term is leader.term');
    expect(shape(word)).toMatchObject({ condition: { right: { kind: 'word', text: 'leader' } } });
    expect(shape(path)).toMatchObject({ condition: { right: { kind: 'path' } } });
  });

  it('binds `and` closer than `or`, and `not` closest', () => {
    const action = actionOf('check not one leader and no candidate or 0.term is 1');
    expect(shape(action)).toMatchObject({
      condition: { kind: 'or', terms: [{ kind: 'and', terms: [{ kind: 'not' }, {}] }, {}] },
    });
  });
});

describe('tests of a file', () => {
  it('begin with `cluster of`, and headers belong to the next one', () => {
    const { tests } = parse(
      'cluster of 1\ntick\nno convergence\ntest "b"\nseed 5\ncluster of 2\nexpect violation of log matching\ntick\nno convergence\n',
    );
    expect(tests.map(({ name, convergence }) => [name, convergence])).toEqual([
      ['test at line 1', true],
      ['b', false],
    ]);
    expect(tests[1].expectedViolation?.name).toBe('log matching');
  });

  it('multiply by `for` lines, the last one fastest', () => {
    const { tests } = parse('for $a in 1 2\nfor $b in x y\ncluster of $a\nclient $b\n');
    expect(tests.map(({ name }) => name)).toEqual([
      'test at line 3 [a=1, b=x]',
      'test at line 3 [a=1, b=y]',
      'test at line 3 [a=2, b=x]',
      'test at line 3 [a=2, b=y]',
    ]);
  });

  it('see definitions from their line on, the newest of a name first', () => {
    const text =
      'define go\n  tick 1\nend\ncluster of 1\ngo\n\ndefine go\n  tick 2\nend\ncluster of 1\ngo\n';
    const { tests, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(tests.map((test) => test.define('GO')!.body[0].span.line)).toEqual([2, 8]);
  });

  it('take golden lines below a `show`, whatever they hold', () => {
    const { tests } = parse('seed 1\ncluster of 1\nshow state\n> "a # b\n>\n>  c\ntick\n');
    const action = tests[0].statements[0].action;
    expect(action.kind === 'show' && action.golden).toEqual([
      { line: 4, text: '"a # b' },
      { line: 5, text: '' },
      { line: 6, text: ' c' },
    ]);
  });

  it('are found in files with byte order mark, CRLF, tabs and no last newline', () => {
    const { tests, diagnostics } = parse('\ufeffcluster of 3\r\n\ttick 5\r\n\r\ncheck no leader');
    expect(diagnostics).toEqual([]);
    expect(tests[0].statements.map(({ span }) => span.line)).toEqual([2, 4]);
  });

  it('see a variable through all its values', () => {
    expect(problems('for $n in 3 5\ncluster of $n\ncrash 4\n')[0]).toContain('no node n4');
  });

  it('refuse settings that contradict each other', () => {
    expect(problems('cluster of 3 with heartbeat 20\ntick')[0]).toContain(
      'heartbeat must be smaller',
    );
  });
});

describe('files that use others', () => {
  it('get their definitions and not their tests', async () => {
    const { parseFile } = await import('../../dsl/index.ts');
    const files = new Map([
      [
        'lib/common.raft',
        'use "deep/more.raft"\ndefine elect $n\n  campaign $n\nend\ncluster of 1\n',
      ],
      ['lib/deep/more.raft', 'define rest\n  tick 9\nend\n'],
    ]);
    const text = 'use "../lib/common.raft"\ncluster of 3\nelect 1\nrest\n';
    const parsed = parseFile('tests/a.raft', text, { read: (path) => files.get(path) });
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.tests).toHaveLength(1);
    expect([...parsed.sources.keys()]).toEqual([
      ...['tests/a.raft', 'lib/common.raft', 'lib/deep/more.raft'],
    ]);
  });
});

describe('the list of commands', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    'has an example of `%s` that means what it says',
    (_, { example }) => {
      const isHeader = /^(test|seed|for|use|define|cluster)\b/.test(example);
      const end = /^cluster/.test(example) ? 'tick\n' : 'cluster of 6\ntick\n';
      const text = isHeader ? `${example}\n${end}` : `cluster of 6\n${example}\n`;
      const found = problems(text).filter((message) => !message.includes('there is no file'));
      expect(found).toEqual([]);
    },
  );
});
