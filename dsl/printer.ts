// Statements to text: the way recorded plans, shrunk tests and prompts write them. What is printed reads
// back as the same statement.

import type { Action, Amount, ClientAction, ClusterOption, Link, MessageFilter } from './ast.ts';
import type { Operand, Request, Shown, Statement } from './ast.ts';
import { operandText, quoted } from './operands.ts';
import { conditionText, pathText } from './print-conditions.ts';
import { canonicalName } from './properties.ts';

/** Statements as lines, blocks indented by two spaces. */
export function printStatements(statements: readonly Statement[], indent = ''): string[] {
  return statements.flatMap(({ action }) => printAction(action, indent));
}

/** One statement; a block and a `show` with golden lines take several lines. */
function printAction(action: Action, indent: string): string[] {
  switch (action.kind) {
    case 'repeat':
      return [
        `${indent}repeat ${operandText(action.count)} times`,
        ...printStatements(action.body, `${indent}  `),
        `${indent}end`,
      ];
    case 'define': {
      const { name, parameters, body } = action.definition;
      const head = ['define', name.text, ...parameters.map(operandText)].join(' ');
      return [`${indent}${head}`, ...printStatements(body, `${indent}  `), `${indent}end`];
    }
    case 'show': {
      const golden = action.golden.map(({ text }) => `${indent}> ${text}`.trimEnd());
      return [`${indent}${showText(action.shown)}`, ...golden];
    }
    default:
      return [`${indent}${lineText(action)}`];
  }
}

type LineAction = Exclude<Action, { kind: 'repeat' | 'define' | 'show' }>;

/** A statement of one line. */
function lineText(action: LineAction): string {
  switch (action.kind) {
    case 'test':
      return `test ${quoted(action.name.text)}`;
    case 'seed':
      return `seed ${operandText(action.value)}`;
    case 'for':
      return `for ${operandText(action.variable)} in ${list(action.values)}`;
    case 'use':
      return `use ${quoted(action.path.text)}`;
    case 'no-convergence':
      return 'no convergence';
    case 'plan':
      return 'plan';
    case 'expect-violation':
      return `expect violation of ${action.property.map((word) => word.text).join(' ')}`;
    case 'cluster': {
      const options = action.options.map(optionText).join(', ');
      return `cluster of ${operandText(action.size)}${options === '' ? '' : ` with ${options}`}`;
    }
    case 'set':
      return `set ${pathText(action.target)} to ${operandText(action.value)}`;
    case 'check':
    case 'always':
    case 'never':
      return `${action.kind} ${conditionText(action.condition)}`;
    case 'check-alone':
      return `check ${operandText(action.nodes)} recover alone`;
    case 'tick-until':
    case 'eventually': {
      const verb = action.kind === 'eventually' ? 'eventually' : 'tick until';
      const bound = action.within === null ? '' : ` within ${operandText(action.within)}`;
      return `${verb} ${conditionText(action.condition)}${bound}`;
    }
    case 'when':
      return `when ${conditionText(action.condition)}: ${tailText(action.statement)}`;
    case 'at-event': {
      const moment = `event ${operandText(action.event)} of tick ${operandText(action.tick)}`;
      return `at ${moment}: ${tailText(action.statement)}`;
    }
    case 'expect-error':
      return `expect error ${action.error.text}: ${tailText(action.statement)}`;
    case 'call':
      return [action.name.text, ...action.arguments.map(operandText)].join(' ');
    case 'client':
      return clientText(action);
    case 'commands':
      return `client ${list(action.commands)}`;
    default:
      return faultText(action) ?? administrationText(action) ?? timeText(action);
  }
}

function timeText(action: LineAction): string {
  switch (action.kind) {
    case 'tick':
      return action.count === null ? 'tick' : `tick ${operandText(action.count)}`;
    case 'tick-to':
      return `tick to ${operandText(action.time)}`;
    case 'tick-node':
      return `tick ${operandText(action.nodes)} ${operandText(action.count)} times`;
    case 'settle':
    case 'heal':
      return [action.kind, ...action.nodes.map(operandText)].join(' ');
    case 'reseed':
      return `reseed ${operandText(action.value)}`;
    case 'drop-it':
      return 'drop it';
    default:
      return action.kind;
  }
}

/** What goes wrong with nodes, network, disks and clocks; undefined for other actions. */
function faultText(action: LineAction): string | undefined {
  switch (action.kind) {
    case 'crash':
      return `crash ${list(action.nodes)}${CRASH_WORDS[action.when]}`;
    case 'restart': {
      const delay = action.after === null ? '' : ` after ${operandText(action.after)}`;
      return `restart ${list(action.nodes)}${delay}`;
    }
    case 'wipe':
    case 'pause':
    case 'resume':
    case 'isolate':
    case 'step-down':
    case 'forget-leader':
      return `${action.kind.replace('-', ' ')} ${list(action.nodes)}`;
    case 'campaign':
      return `campaign ${list(action.nodes)}${action.force ? ' by force' : ''}`;
    case 'partition':
      return `partition ${action.groups.map(list).join(' | ')}`;
    case 'cut':
      return `cut ${linkText(action.link)}`;
    case 'lose':
    case 'duplicate':
    case 'reorder':
    case 'replay':
      return `${action.kind} ${operandText(action.percent)}%${onText(action.on)}`;
    case 'delay': {
      const shape = action.shape === 'uniform' ? '' : ` ${action.shape}`;
      return `delay ${operandText(action.ticks)}${shape}${onText(action.on)}`;
    }
    case 'clog':
      return `clog ${linkText(action.link)} for ${operandText(action.ticks)}`;
    case 'shuffle':
      return action.on ? 'shuffle' : 'shuffle off';
    case 'drop':
    case 'deliver':
      return `${action.kind} ${amountText(action.amount)}${filterText(action.filter)}`;
    case 'hold': {
      const filter = filterText(action.filter);
      return action.filter.message === null ? `hold all${filter}` : `hold${filter}`;
    }
    case 'disk-slow':
      return `disk ${operandText(action.nodes)} slow ${operandText(action.ticks)}`;
    case 'disk-fails':
      return `disk ${operandText(action.nodes)} fails next sync`;
    case 'disk-loses':
      return `disk ${operandText(action.nodes)} loses ${operandText(action.count)} entries`;
    case 'disk-full':
      return `disk ${operandText(action.nodes)} full`;
    case 'disk-works':
      return `disk ${operandText(action.nodes)} works`;
    case 'corrupt':
      return action.entry === null
        ? `corrupt ${operandText(action.nodes)} snapshot`
        : `corrupt ${operandText(action.nodes)} entry ${operandText(action.entry)}`;
    case 'clock-runs':
      return `clock ${operandText(action.nodes)} runs ${operandText(action.percent)}%`;
    case 'clock-stops':
      return `clock ${operandText(action.nodes)} stops ${operandText(action.ticks)}`;
    default:
      return undefined;
  }
}

/** Membership, snapshots, transfer, recovery and random runs; undefined for other actions. */
function administrationText(action: LineAction): string | undefined {
  switch (action.kind) {
    case 'add': {
      const learner = action.learner ? ' as learner' : '';
      const promote = action.promote ? ' then promote' : '';
      return `add ${operandText(action.node)}${learner}${promote}${throughText(action.through)}`;
    }
    case 'promote':
    case 'demote':
    case 'remove':
      return `${action.kind} ${operandText(action.node)}${throughText(action.through)}`;
    case 'snapshot':
      return `${action.kind} ${operandText(action.node)}`;
    case 'replace':
      return `replace ${operandText(action.node)} with ${operandText(action.by)}${throughText(action.through)}`;
    case 'reconfigure':
      return `reconfigure to ${operandText(action.members)}${throughText(action.through)}`;
    case 'transfer':
      return `transfer leadership to ${operandText(action.to)}${throughText(action.through)}`;
    case 'compact':
    case 'attach':
      return `${action.kind} ${operandText(action.node)} to ${operandText(action.to)}`;
    case 'recover':
      return `recover ${operandText(action.node)} as sole voter`;
    case 'run-random': {
      const length = action.ticks === null ? 'until covered' : `${operandText(action.ticks)} ticks`;
      const faults = action.faults.map((fault) => fault.text).join(', ');
      return `run random ${length}${faults === '' ? '' : ` with ${faults}`}`;
    }
    case 'chaos':
      return `chaos ${operandText(action.victim)} dies every ${operandText(action.every)} ticks`;
    default:
      return undefined;
  }
}

const CRASH_WORDS = {
  now: '',
  'before-sync': ' before next sync',
  torn: ' with torn tail',
} as const;

function throughText(through: Operand | null): string {
  return through === null ? '' : ` through ${operandText(through)}`;
}

function tailText({ action }: Statement): string {
  return printAction(action, '').join('\n');
}

function list(operands: readonly Operand[]): string {
  return operands.map(operandText).join(' ');
}

function optionText(option: ClusterOption): string {
  switch (option.kind) {
    case 'learners':
      return `${operandText(option.count)} learners`;
    case 'logs':
      return `logs ${list(option.logs)}`;
    case 'unsafe-rejoin':
      return 'unsafe rejoin';
    case 'sessions':
      return `sessions ${operandText(option.count)}`;
    case 'setting':
      return `${canonicalName(option.name.text) ?? option.name.text} ${operandText(option.value)}`;
  }
}

function clientText(action: ClientAction): string {
  const { client, request, to, redirects, expecting } = action;
  const preposition = request.verb === 'reads' ? 'from' : 'to';
  return [
    `client ${operandText(client)} ${requestText(request)}`,
    ...(to === null ? [] : [`${preposition} ${operandText(to)}`]),
    ...(redirects ? [] : ['without redirects']),
    ...(expecting === null ? [] : [`expecting ${operandText(expecting)}`]),
  ].join(' ');
}

function requestText(request: Request): string {
  switch (request.verb) {
    case 'sends':
      return `sends ${operandText(request.command)}`;
    case 'writes':
      return `writes ${operandText(request.key)} = ${operandText(request.value)}`;
    case 'reads': {
      const { by } = request;
      const how = by === null ? '' : by === 'stale' ? ' stale' : ` by ${by}`;
      return `reads ${operandText(request.key)}${how}`;
    }
    case 'cas': {
      const { key, expected, value } = request;
      return `cas ${operandText(key)} from ${operandText(expected)} to ${operandText(value)}`;
    }
    case 'retries':
      return 'retries';
  }
}

function linkText({ from, to, both }: Link): string {
  return `${operandText(from)} ${both ? '<->' : '->'} ${operandText(to)}`;
}

function onText(link: Link | null): string {
  return link === null ? '' : ` on ${linkText(link)}`;
}

function amountText({ all, count }: Amount): string {
  if (all) return 'all';
  return count === null ? 'next' : `next ${operandText(count)}`;
}

function filterText({ message, from, to }: MessageFilter): string {
  return [
    ...(message === null ? [] : [` ${message.text}`]),
    ...(from === null ? [] : [` from ${operandText(from)}`]),
    ...(to === null ? [] : [` to ${operandText(to)}`]),
  ].join('');
}

function showText({ what, argument, sequence }: Shown): string {
  const words = argument === null ? `show ${what}` : `show ${what} ${operandText(argument)}`;
  return sequence === null ? words : `${words}.${operandText(sequence)}`;
}
