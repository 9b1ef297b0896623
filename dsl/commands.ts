// The only list of commands. Dispatch, help, completion, examples and the language's pages come from it.

/** Where a command belongs in help. */
export type Family =
  | 'files and tests'
  | 'time'
  | 'conditions'
  | 'clients'
  | 'nodes'
  | 'network'
  | 'disks and clocks'
  | 'membership'
  | 'snapshots'
  | 'transfer'
  | 'read-only peers'
  | 'recovery'
  | 'random runs'
  | 'showing';

/** One command, for people. */
export interface CommandHelp {
  /** The words that begin it. */
  readonly name: string;
  /** Every form it has; capitals stand for what the author fills in. */
  readonly forms: readonly string[];
  /** One line. */
  readonly help: string;
  /** Lines that are legal as they stand, inside a test of five nodes. */
  readonly example: string;
  readonly family: Family;
  /** Whether it runs; what does not is recognised and answered with "not yet". */
  readonly available: boolean;
}

interface Command extends CommandHelp {
  /** The grammar's rule for it. */
  readonly rule: RuleName;
}

/** The grammar's rules that read a whole line, or the part before its colon. */
export type RuleName =
  | 'test'
  | 'seed'
  | 'for'
  | 'use'
  | 'noConvergence'
  | 'expectViolation'
  | 'expectError'
  | 'define'
  | 'repeat'
  | 'end'
  | 'cluster'
  | 'setProperty'
  | 'tick'
  | 'settle'
  | 'check'
  | 'always'
  | 'never'
  | 'eventually'
  | 'when'
  | 'atEvent'
  | 'show'
  | 'commands'
  | 'client'
  | 'crash'
  | 'restart'
  | 'wipe'
  | 'pause'
  | 'resume'
  | 'isolate'
  | 'stepDown'
  | 'campaign'
  | 'forgetLeader'
  | 'partition'
  | 'cut'
  | 'heal'
  | 'weather'
  | 'delay'
  | 'drop'
  | 'hold'
  | 'release'
  | 'deliver'
  | 'disk'
  | 'corrupt'
  | 'clock'
  | 'calm'
  | 'reseed'
  | 'add'
  | 'membership'
  | 'replace'
  | 'reconfigure'
  | 'transfer'
  | 'snapshot'
  | 'compact'
  | 'attach'
  | 'recover'
  | 'runRandom'
  | 'chaos'
  | 'call';

function command(
  family: Family,
  rule: RuleName,
  name: string,
  forms: readonly string[],
  help: string,
  example: string,
  available = true,
): Command {
  return { name, forms, help, example, family, available, rule };
}

const FILES: readonly Command[] = [
  command(
    'files and tests',
    'test',
    'test',
    ['test "NAME"'],
    'Names the next test.',
    'test "an isolated leader steps down"',
  ),
  command(
    'files and tests',
    'seed',
    'seed',
    ['seed VALUE'],
    'Pins every random draw of the next test.',
    'seed 42',
  ),
  command(
    'files and tests',
    'for',
    'for',
    ['for $NAME in VALUE …'],
    'Runs the next test once per value; several `for` lines multiply.',
    'for $prevote in on off',
  ),
  command(
    'files and tests',
    'cluster',
    'cluster of',
    [
      'cluster of N',
      'cluster of N with OPTION, …',
      'cluster of N with M learners',
      'cluster of N with logs [TERM …] …',
    ],
    'Starts a test with N nodes, n0 to n(N-1).',
    'cluster of 3 with prevote on, checkquorum off',
  ),
  command(
    'files and tests',
    'use',
    'use',
    ['use "FILE"'],
    'Brings the definitions of another file, found relative to this one.',
    'use "common.raft"',
  ),
  command(
    'files and tests',
    'define',
    'define',
    ['define NAME $PARAMETER … … end'],
    'Names a block; the name is then a command.',
    'define elect $node\n  set $node.leaderTimeout to 0\nend',
  ),
  command(
    'files and tests',
    'repeat',
    'repeat',
    ['repeat N times … end'],
    'Runs a block N times.',
    'repeat 10 times\n  tick 5\nend',
  ),
  command(
    'files and tests',
    'end',
    'end',
    ['end'],
    'Closes `repeat` and `define`.',
    'repeat 2 times\n  tick\nend',
  ),
  command(
    'files and tests',
    'noConvergence',
    'no convergence',
    ['no convergence'],
    'Ends the test with its last statement, without healing everything first.',
    'no convergence',
  ),
  command(
    'files and tests',
    'expectViolation',
    'expect violation',
    ['expect violation of PROPERTY'],
    'The test passes only if this property breaks.',
    'expect violation of election safety',
  ),
  command(
    'files and tests',
    'reseed',
    'reseed',
    ['reseed VALUE'],
    'Draws differently from here on.',
    'reseed 7',
  ),
];

const TIME: readonly Command[] = [
  command(
    'time',
    'tick',
    'tick',
    [
      'tick',
      'tick N',
      'tick to TIME',
      'tick NODE N times',
      'tick until CONDITION',
      'tick until CONDITION within N',
    ],
    'Lets time pass.',
    'tick until 0.state is leader within 200',
  ),
  command(
    'time',
    'settle',
    'settle',
    ['settle', 'settle NODE …'],
    'Delivers what is in flight and completes writes; no time passes.',
    'settle 0 2',
  ),
  command(
    'time',
    'setProperty',
    'set',
    ['set NODE.PROPERTY to VALUE', 'set network.latency to A..B'],
    'Changes a setting of nodes or of the world.',
    'set network.latency to 1..3',
  ),
];

const CONDITIONS: readonly Command[] = [
  command(
    'conditions',
    'check',
    'check',
    ['check CONDITION'],
    'Fails the test unless the condition holds now.',
    'check all.log match',
  ),
  command(
    'conditions',
    'always',
    'always',
    ['always CONDITION'],
    'Fails the test as soon as the condition does not hold after some event.',
    'always 4.state is not candidate',
  ),
  command(
    'conditions',
    'never',
    'never',
    ['never CONDITION'],
    'Fails the test as soon as the condition holds after some event.',
    'never leader.term > 30',
  ),
  command(
    'conditions',
    'eventually',
    'eventually',
    ['eventually CONDITION', 'eventually CONDITION within N'],
    'Waits until the condition holds, like `tick until`.',
    'eventually one leader within 500',
  ),
  command(
    'conditions',
    'when',
    'when',
    ['when CONDITION: STATEMENT'],
    'Does something once, between two events, the first time the condition holds.',
    'when 2.state is candidate: crash 2',
  ),
  command(
    'conditions',
    'atEvent',
    'at event',
    ['at event N of tick T: STATEMENT'],
    'Does something right before one exact event of a tick.',
    'at event 17 of tick 40: drop it',
  ),
];

const CLIENTS: readonly Command[] = [
  command(
    'clients',
    'commands',
    'client',
    ['client COMMAND …'],
    'The default client c0 sends commands, one at a time.',
    'client foo bar baz',
  ),
  command(
    'clients',
    'client',
    'client N',
    [
      'client N sends COMMAND',
      'client N sends COMMAND to NODE without redirects',
      'client N writes KEY = VALUE',
      'client N cas KEY from OLD to NEW',
      'client N retries',
      'client N reads KEY',
      '… expecting VALUE',
    ],
    'A client of its own sends one request.',
    'client 1 writes x = 5',
  ),
  command(
    'clients',
    'expectError',
    'expect error',
    ['expect error KIND: client N …'],
    'Waits for the request to be refused in this way.',
    'expect error not-leader: client 1 sends foo to 2 without redirects',
  ),
];

const NODES: readonly Command[] = [
  command(
    'nodes',
    'crash',
    'crash',
    ['crash NODE …', 'crash NODE before next sync'],
    'Kills nodes; what was not synced is lost.',
    'crash leader',
  ),
  command(
    'nodes',
    'restart',
    'restart',
    ['restart NODE …', 'restart NODE after N'],
    'Starts crashed nodes from their disks, now or N ticks from now.',
    'crash 0\nrestart 0 after 30',
  ),
  command(
    'nodes',
    'wipe',
    'wipe',
    ['wipe NODE …'],
    'Kills nodes and destroys their disks.',
    'wipe 0',
  ),
  command(
    'nodes',
    'pause',
    'pause',
    ['pause NODE …'],
    'Freezes nodes: they neither tick nor hear.',
    'pause 1',
  ),
  command('nodes', 'resume', 'resume', ['resume NODE …'], 'Lets paused nodes go on.', 'resume 1'),
  command(
    'nodes',
    'campaign',
    'campaign',
    ['campaign NODE …'],
    'Makes nodes stand for election now.',
    'campaign 1',
  ),
  command(
    'nodes',
    'stepDown',
    'step down',
    ['step down NODE …'],
    'Makes a leader give up its office.',
    'step down 0',
  ),
  command(
    'nodes',
    'forgetLeader',
    'forget leader',
    ['forget leader NODE …'],
    'Makes followers forget who leads, so that they listen to candidates.',
    'forget leader 2',
  ),
  command(
    'nodes',
    'calm',
    'calm',
    ['calm'],
    'Heals the network and the clocks, releases what is held and restarts the dead.',
    'calm',
  ),
];

const NETWORK: readonly Command[] = [
  command(
    'network',
    'partition',
    'partition',
    ['partition NODE … | NODE …'],
    'Splits the cluster; nodes not named form one more group.',
    'partition 0 1 | 2 3 4',
  ),
  command(
    'network',
    'isolate',
    'isolate',
    ['isolate NODE …'],
    'Cuts nodes off from everybody else.',
    'isolate leader',
  ),
  command(
    'network',
    'cut',
    'cut',
    ['cut NODE -> NODE', 'cut NODE <-> NODE'],
    'Cuts a link one way or both ways.',
    'cut 0 -> 1',
  ),
  command(
    'network',
    'heal',
    'heal',
    ['heal', 'heal NODE …'],
    'Heals all links, or those that touch the nodes.',
    'heal 0 1',
  ),
  command('network', 'weather', 'lose', ['lose P%'], 'Loses a share of the messages.', 'lose 10%'),
  command(
    'network',
    'weather',
    'duplicate',
    ['duplicate P%'],
    'Delivers a share of the messages twice.',
    'duplicate 5%',
  ),
  command(
    'network',
    'weather',
    'reorder',
    ['reorder P%'],
    'Lets a share of the messages be overtaken.',
    'reorder 20%',
  ),
  command(
    'network',
    'delay',
    'delay',
    ['delay A..B', 'delay A..B on NODE -> NODE'],
    'Sets how many ticks messages take.',
    'delay 1..20 on 0 -> 2',
  ),
  command(
    'network',
    'drop',
    'drop',
    ['drop next KIND from NODE to NODE', 'drop next N KIND', 'drop all KIND to NODE', 'drop it'],
    'Loses the next messages of a kind, or all of them.',
    'drop next 2 append-request from 0 to 1',
  ),
  command(
    'network',
    'hold',
    'hold',
    ['hold KIND from NODE to NODE', 'hold all'],
    'Keeps messages back until they are released or delivered by hand.',
    'hold append-request from 0 to 1',
  ),
  command(
    'network',
    'release',
    'release',
    ['release'],
    'Stops holding and lets the held messages go.',
    'release',
  ),
  command(
    'network',
    'deliver',
    'deliver',
    ['deliver KIND from NODE to NODE', 'deliver next N KIND', 'deliver all'],
    'Delivers held messages by hand, now.',
    'hold vote-request\ncampaign 1\ndeliver all vote-request',
  ),
];

const DISKS: readonly Command[] = [
  command(
    'disks and clocks',
    'disk',
    'disk',
    ['disk NODE slow A..B', 'disk NODE fails next sync', 'disk NODE full', 'disk NODE works'],
    'Makes a disk slow, fail, be full, or work again.',
    'disk 0 slow 5..10',
  ),
  command(
    'disks and clocks',
    'corrupt',
    'corrupt',
    ['corrupt NODE entry INDEX'],
    'Damages one entry of a log, for the checksum to notice.',
    'corrupt 0 entry 3',
  ),
  command(
    'disks and clocks',
    'clock',
    'clock',
    ['clock NODE runs P%', 'clock NODE stops N'],
    'Makes a clock run fast or slow, or stop for N ticks.',
    'clock 1 runs 150%',
  ),
];

const LATER: readonly Command[] = [
  command(
    'membership',
    'add',
    'add',
    ['add NODE', 'add NODE as learner', 'add NODE then promote'],
    'Adds a node.',
    'add 3',
    false,
  ),
  command(
    'membership',
    'membership',
    'promote',
    ['promote NODE'],
    'Makes a learner a voter.',
    'promote 3',
    false,
  ),
  command(
    'membership',
    'membership',
    'demote',
    ['demote NODE'],
    'Makes a voter a learner.',
    'demote 2',
    false,
  ),
  command(
    'membership',
    'membership',
    'remove',
    ['remove NODE'],
    'Removes a node.',
    'remove 0',
    false,
  ),
  command(
    'membership',
    'replace',
    'replace',
    ['replace NODE with NODE'],
    'Puts one node in the place of another.',
    'replace 0 with 5',
    false,
  ),
  command(
    'membership',
    'reconfigure',
    'reconfigure',
    ['reconfigure to {NODE …}'],
    'Changes the voters, any number in one step.',
    'reconfigure to {1 2 3}',
    false,
  ),
  command(
    'transfer',
    'transfer',
    'transfer leadership',
    ['transfer leadership to NODE'],
    'Asks the leader to hand over.',
    'transfer leadership to 2',
    false,
  ),
  command(
    'snapshots',
    'snapshot',
    'snapshot',
    ['snapshot NODE'],
    'Takes a snapshot.',
    'snapshot 0',
    false,
  ),
  command(
    'snapshots',
    'compact',
    'compact',
    ['compact NODE to INDEX'],
    'Takes a snapshot and drops the log up to an index.',
    'compact 0 to 10',
    false,
  ),
  command(
    'read-only peers',
    'attach',
    'attach',
    ['attach NODE to NODE'],
    'Adds a read-only peer fed by another node.',
    'attach 5 to 2',
    false,
  ),
  command(
    'recovery',
    'recover',
    'recover',
    ['recover NODE as sole voter'],
    'An operator gives up the others; unsafe.',
    'recover 1 as sole voter',
    false,
  ),
  command(
    'random runs',
    'runRandom',
    'run random',
    ['run random N ticks', 'run random N ticks with FAULT, …', 'run random until covered'],
    'Lets the generator play.',
    'run random 500 ticks',
    false,
  ),
  command(
    'random runs',
    'chaos',
    'chaos',
    ['chaos NODE dies every A..B ticks'],
    'Kills a node again and again.',
    'chaos leader dies every 50..80 ticks',
    false,
  ),
];

const SHOWING: readonly Command[] = [
  command(
    'showing',
    'show',
    'show',
    [
      'show state',
      'show log NODE',
      'show messages',
      'show trace N',
      'show request c1.3',
      'show config',
    ],
    'Prints; golden lines `> …` below it are compared.',
    'show state',
  ),
];

const ALL: readonly Command[] = [
  ...[...FILES, ...TIME, ...CONDITIONS, ...CLIENTS, ...NODES],
  ...[...NETWORK, ...DISKS, ...LATER, ...SHOWING],
];

/** All commands, in the order of help. */
export const commands: readonly CommandHelp[] = ALL;

const byFirstWord = new Map<string, Command[]>();
for (const entry of ALL) {
  const first = entry.name.split(' ')[0] ?? '';
  byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), entry]);
}

/** The words that begin a command. */
export const firstWords: readonly string[] = [...byFirstWord.keys()];

/** The commands that begin with `word`, in lower case; empty when none does. */
export function commandsAt(word: string): readonly (CommandHelp & { readonly rule: RuleName })[] {
  return byFirstWord.get(word) ?? [];
}
