// What people write instead: habits from other languages and from the paper, and what the line is here. A row
// is only ever offered when the line it makes parses, so that no hint leads into the next error.

import { NODE_PROPERTIES, WORLD_PROPERTIES, type Property } from './properties.ts';

/** One habit. Strings in the line are hidden from the pattern; there is one blank where there were several. */
export interface Habit {
  /** Which lines it is about, or which statements behind a colon; any when absent. */
  readonly on?: RegExp;
  readonly wrong: RegExp;
  /** What takes its place, as `String.replace` takes it. A line break makes two statements. */
  readonly right: string | ((...match: string[]) => string);
  /** What the author did not know, as the first half of a sentence. */
  readonly because: string;
}

const properties: readonly Property[] = [...NODE_PROPERTIES];

function namesOf(wanted: (property: Property) => boolean): string {
  const fitting = properties.filter(wanted).flatMap(({ name, aliases }) => [name, ...aliases]);
  return fitting.join('|');
}

const NUMBERED = String.raw`(?:n?\d+|\$[\w-]+)`;
const NODE = `(?:${NUMBERED}|leader|all|followers?|candidates?|voters?|learners?)`;
const ROLE = '(?:leader|follower|pre-candidate|candidate)';
const COMPARES = '(?:is not|is|==|=|!=|<=|>=|<|>)';
const EQUALS = '(?:is not|is|==|=|!=)';
/** Not inside a path or a longer word. */
const ALONE = String.raw`(?<![\w.$-])`;
const READABLE = namesOf(({ reads }) => reads !== undefined);
const SETTABLE = namesOf(({ sets }) => sets !== undefined);
const SPACES = WORLD_PROPERTIES.map(({ name }) => name.split('.')[0]).join('|');

const CONDITIONS = /^(?:check|always|never|eventually|tick until|when)\b/i;
const NODE_LISTS =
  /^(?:crash|restart|wipe|pause|resume|isolate|partition|heal|settle|campaign|step down|forget leader)\b/i;

function pattern(source: string, flags = 'i'): RegExp {
  return new RegExp(source, flags);
}

const TEXT_HABITS: readonly Habit[] = [
  { wrong: /^(?:\/\/|\/\*|--) ?/, right: '# ', because: 'comments start with `#`' },
  { wrong: / \/\/ ?/, right: ' # ', because: 'comments start with `#`' },
  {
    wrong: /['‘’“”]([^'‘’“”]*)['‘’“”]/g,
    right: '"$1"',
    because: 'strings stand in straight double quotes',
  },
  { wrong: / ?;$/, right: '', because: 'a statement ends with its line' },
  { wrong: / ?; ?/g, right: '\n', because: 'one statement stands on a line' },
  {
    wrong: /[[{][^[\]{}]*,[^[\]{}]*[\]}]/g,
    right: (list) => list.replace(/ ?, ?/g, ' '),
    because: 'what a list or a set holds stands without commas',
  },
  {
    wrong: /(?<=\d|\$[\w-]+) ?ticks?(?=$| ?:)/i,
    right: '',
    because: 'the number is one of ticks already',
  },
  {
    wrong: /\b(\d+)\.\d+\b/g,
    right: (_, whole = '') => (/^0+$/.test(whole) ? '1' : whole),
    because: 'numbers are whole',
  },
  {
    wrong: pattern(String.raw`\b(?:node|server|replica|peer) (?=${NODE}\b)`, 'gi'),
    right: '',
    because: 'a node is its number alone',
  },
];

const CONDITION_HABITS: readonly Habit[] = [
  { on: CONDITIONS, wrong: / ?&&? ?/g, right: ' and ', because: 'conditions are joined by `and`' },
  {
    on: CONDITIONS,
    wrong: / ?\| ?\|? ?/g,
    right: ' or ',
    because: 'one or the other is written `or`',
  },
  { on: CONDITIONS, wrong: /! ?(?!=)/g, right: 'not ', because: 'a condition is denied by `not`' },
  {
    on: CONDITIONS,
    wrong: / ?,(?![^[{]*[\]}]) ?/g,
    right: ' and ',
    because: 'conditions are joined by `and`',
  },
  {
    on: CONDITIONS,
    wrong: / (is|is not) (?:an?|the) (?=\S)/gi,
    right: ' $1 ',
    because: 'no article stands before a value',
  },
  {
    on: CONDITIONS,
    wrong: /^(check|tick until|eventually|when) (?:an? |any )?leader(?=$|:| within)/i,
    right: '$1 one leader',
    because: 'that there is a leader is written `one leader`',
  },
  {
    on: CONDITIONS,
    wrong: pattern(String.raw`${ALONE}(${ROLE}) (${EQUALS}) (${NUMBERED})(?![\w.])`, 'gi'),
    right: '$3.state $2 $1',
    because: 'what a node is stands in its `state`',
  },
  {
    on: CONDITIONS,
    wrong: pattern(String.raw`${ALONE}(${NODE}) (${EQUALS}) (${ROLE})(?![\w.])`, 'gi'),
    right: '$1.state $2 $3',
    because: 'what a node is stands in its `state`',
  },
  {
    wrong: pattern(String.raw`^(check )(\d+(?: (?:and )?\d+)+)(?= recovers? alone$)`),
    right: (_, head = '', nodes = '') => `${head}{${nodes.replace(/ and /gi, ' ')}}`,
    because: 'several nodes stand in braces',
  },
  {
    wrong: /^(?:always|never|eventually|tick until) (.*) recovers? alone(?: within \S+)?$/i,
    right: 'check $1 recover alone',
    because: 'only `check` asks whether nodes recover alone, at one moment',
  },
  {
    wrong: /^(check \S+|check \{.*\}) recovers? (?:on \S+ own|by \S+|alone)$/i,
    right: '$1 recover alone',
    because: 'nodes `recover alone`',
  },
  {
    on: CONDITIONS,
    wrong: / log match/i,
    right: ' all.log match',
    because: 'logs are nodes’ logs',
  },
  {
    on: CONDITIONS,
    wrong: pattern(`${ALONE}(${READABLE})(?= ${COMPARES})`, 'gi'),
    right: 'leader.$1',
    because: 'a property is read from a node, such as `leader` or `0`',
  },
  {
    on: CONDITIONS,
    wrong: pattern(
      String.raw`${ALONE}(?!(?:${NODE}|not|and|or|is|one|no) )([a-z][\w-]*)(?= ${COMPARES})`,
      'gi',
    ),
    right: 'stateMachine.$1',
    because: 'keys are keys of the state machine',
  },
  {
    on: CONDITIONS,
    wrong: pattern(String.raw`(${NODE})(?:\.log|\.data)? (?:contains?|includes?|holds?|has)\b`),
    right: '$1 has',
    because: 'what is in a log is asked with `has`',
  },
  {
    on: /^(?:check|always|never)\b/i,
    wrong: /^\w+ (?=.* within\b)/,
    right: 'eventually ',
    because: '`within` goes with `eventually` and `tick until`',
  },
];

const TEST_HABITS: readonly Habit[] = [
  { wrong: /^(cluster) (?=[\d$])/i, right: '$1 of ', because: 'a cluster is one of so many nodes' },
  {
    wrong: /^(cluster of \S+) (?:nodes|servers|voters)\b/i,
    right: '$1',
    because: 'the number says it',
  },
  {
    on: /^cluster of\b/i,
    wrong: / ?[=:] ?/g,
    right: ' ',
    because: 'a setting and its value stand side by side',
  },
  {
    wrong: /^(cluster of [\d$][\w-]*)(?: ?, ?| (?!with\b)(?=[a-z]))/i,
    right: '$1 with ',
    because: 'settings follow `with`',
  },
  { wrong: /^(set \S+) ?:?= ?/i, right: '$1 to ', because: 'a value follows `to`' },
  {
    wrong: pattern(`^(set )(${SETTABLE}) `),
    right: '$1all.$2 ',
    because: 'a setting belongs to a node or to `all`',
  },
  {
    wrong: pattern(`^(set )(?:(?:${SPACES})[ -]?)?latency `),
    right: '$1network.latency ',
    because: 'latency belongs to the `network` or the `disk`',
  },
  {
    wrong: pattern(`^(set )(?:client[ -]?)?timeout `),
    right: '$1client.timeout ',
    because: 'nodes have an `electionTimeout`, and clients a timeout',
  },
  { wrong: /^(set \S+) (?!to\b)(?=\S+$)/i, right: '$1 to ', because: 'a value follows `to`' },
  {
    on: /^(?:set|delay|disk|chaos)\b/i,
    wrong: /(?<=[ .])(\d+)(?: ?- ?| ?, ?| to | )(\d+)\b/,
    right: '$1..$2',
    because: 'a range has two dots',
  },
  { wrong: /^(test) ([^"]+)$/i, right: '$1 "$2"', because: 'a name stands in double quotes' },
  { wrong: /^(use) ([^"]+)$/i, right: '$1 "$2"', because: 'a file stands in double quotes' },
  {
    wrong: /^(define [\w-]+) ?\(? ?([\w$, -]*?) ?\)?$/i,
    right: (_, head = '', parameters = '') =>
      [head, ...parameters.split(/[ ,]+/).filter(Boolean).map(asVariable)].join(' '),
    because: 'parameters are variables',
  },
  { wrong: /^((?:repeat|define) .*?) ?[:{]$/i, right: '$1', because: 'a block ends with `end`' },
  { wrong: /^(repeat \S+)$/i, right: '$1 times', because: '`times` follows the number' },
  { wrong: /^(expect) (?=[\w-]+ ?:)/i, right: '$1 error ', because: 'a refusal is an `error`' },
  {
    wrong: /^(?:expect (?!error\b|violation\b)|(?=[\w$-]+\.))/i,
    right: 'check ',
    because: 'a condition stands behind `check`',
  },
  { wrong: /^(expect error [\w-]+) (?=client)/i, right: '$1: ', because: 'a colon precedes it' },
];

function asVariable(name: string): string {
  return name.startsWith('$') ? name : `$${name}`;
}

const FAULT_HABITS: readonly Habit[] = [
  {
    on: /^partition [^|]*$/i,
    wrong: / ?(?:,|\/|\bfrom\b|\bvs\b|\bagainst\b) ?/i,
    right: ' | ',
    because: 'groups are divided by `|`',
  },
  {
    on: NODE_LISTS,
    wrong: / ?,(?: ?and\b)? ?| and /gi,
    right: ' ',
    because: 'nodes stand side by side, without commas',
  },
  {
    wrong: pattern(`^(cut) (${NODE}) ?(?:[-=]+>?|to|and|,|[|]|<>)? ?(${NODE})$`),
    right: '$1 $2 -> $3',
    because: 'a link is cut one way by `->`, both ways by `<->`',
  },
  { wrong: /^(campaign .*?)(?<!by) force$/i, right: '$1 by force', because: 'it is `by force`' },
  {
    wrong: /^((?:lose|duplicate|reorder) \d+|clock \S+ runs \d+)\b(?: percent)?(?! ?%)/i,
    right: '$1%',
    because: 'shares are percentages',
  },
  { wrong: /^(restart .*) (?:in|within) /i, right: '$1 after ', because: 'a delay is `after`' },
];

const CLIENT_HABITS: readonly Habit[] = [
  {
    wrong: /^client (?=(?:writes?|sets?|puts?|assigns?|stores?|reads?|gets?|cas|sends?|retries) )/i,
    right: 'client 1 ',
    because: 'a client is named by its number',
  },
  {
    wrong: /^(client \d+) (?:sets?|puts?|assigns?|stores?) (?=\S+ )/i,
    right: '$1 writes ',
    because: 'a client `writes` a key',
  },
  {
    wrong: /^(client \d+ writes \S+?)(?: to | ?:= ?| )(?=\S+( |$))/i,
    right: '$1 = ',
    because: '`=` stands between key and value',
  },
  {
    wrong: /^(client \d+ cas \S+?),? (?:from )?([^ ,]+)(?: to |, ?| ?-> ?| )(?=\S+)/i,
    right: '$1 from $2 to ',
    because: 'a value is swapped `from` the old `to` the new one',
  },
  {
    wrong: pattern(String.raw`^(client \d+ \w+ .*) (?:on|at|via|through) (?=${NODE}\b)`),
    right: '$1 to ',
    because: 'the node asked first follows `to`',
  },
  {
    wrong: /^(client \d+ sends) ([\w-]+(?: [\w-]+)+)$/i,
    right: '$1 "$2"',
    because: 'several words are one value in double quotes',
  },
];

/** Every habit, tried in this order. */
export const HABITS: readonly Habit[] = [
  ...TEXT_HABITS,
  ...CONDITION_HABITS,
  ...TEST_HABITS,
  ...FAULT_HABITS,
  ...CLIENT_HABITS,
];

/** Commands that people bring from elsewhere, and what they are called here. */
export const COMMANDS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['wait', 'tick'],
  ['sleep', 'tick'],
  ['assert', 'check'],
  ['expects', 'check'],
  ['kill', 'crash'],
  ['stop', 'crash'],
  ['fail', 'crash'],
  ['start', 'restart'],
  ['suspend', 'pause'],
  ['connect', 'heal'],
  ['disconnect', 'isolate'],
  ['write', 'client 1 writes x = 5'],
  ['propose', 'client foo'],
  ['send', 'client 1 sends foo'],
  ['print', 'show state'],
  ['log', 'show log 0'],
]);

/** What to say of a kind of message that is called otherwise elsewhere. */
export const MESSAGES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['heartbeat', 'a heartbeat is an `append-request`'],
  ['heartbeats', 'a heartbeat is an `append-request`'],
  ['append', 'did you mean `append-request`?'],
  ['append-entries', 'here that is `append-request`'],
  ['appendentries', 'here that is `append-request`'],
  ['ack', 'here that is `append-response`'],
  ['vote', 'did you mean `vote-request` or `vote-response`?'],
  ['request-vote', 'here that is `vote-request`'],
  ['requestvote', 'here that is `vote-request`'],
  ['prevote', 'did you mean `pre-vote-request` or `pre-vote-response`?'],
  ['pre-vote', 'did you mean `pre-vote-request` or `pre-vote-response`?'],
]);
