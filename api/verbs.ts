// The verbs of the scenario language as methods. Each is one statement, carried out by the language's interpreter: the
// same rules, the same words when it cannot be done, the same place in the hash and in the recording.

import type { MessageKind } from '../core/index.ts';
import type { RequestHandle } from './clients.ts';
import { ClusterView } from './views.ts';
import {
  linkWords,
  type LinkChoice,
  type NodeSelector,
  nodeWords,
  onLink,
  rangeWords,
  type Span,
  valueWord,
} from './words.ts';

/** Which messages a rule is about. Without a kind all, without an end from or to anybody. */
export interface MessageChoice {
  readonly kind?: MessageKind;
  readonly from?: NodeSelector;
  readonly to?: NodeSelector;
}

/** The verbs. None but `settle` lets time pass or messages arrive. Errors: each throws a `RaftFailure` when it finds nobody. */
export abstract class Verbs extends ClusterView {
  /** Carries out statements of the scenario language. Answers what `show` printed. */
  abstract do(statements: string): readonly string[];

  /** Carries out one statement. Errors: as `do`; throws a `RangeError` when the text is not exactly one statement. */
  abstract statement(text: string): void;

  /** Carries out a statement that makes a request. */
  protected abstract ask(statement: string): RequestHandle;

  // ——— time ———

  /** Delivers what is in flight and completes writes, without time passing; with nodes, only what is for them. */
  settle(...nodes: readonly NodeSelector[]): void {
    this.statement(`settle ${nodeWords(nodes)}`);
  }

  /** Moves the clock of one node alone, by `count` ticks of its own. Nothing is delivered. */
  tickNode(node: NodeSelector, count = 1): void {
    this.statement(`tick ${node} ${count} times`);
  }

  // ——— nodes ———

  /** Kills nodes; what was not synced is lost. */
  crash(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`crash ${nodeWords(nodes)}`);
  }

  /** Kills a node between its next write and the write's durability. */
  crashBeforeSync(node: NodeSelector): void {
    this.statement(`crash ${node} before next sync`);
  }

  /** Kills a node in the middle of a write: a part of it stays on the disk. */
  crashTorn(node: NodeSelector): void {
    this.statement(`crash ${node} with torn tail`);
  }

  /** Starts crashed nodes from their disks. */
  restart(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`restart ${nodeWords(nodes)}`);
  }

  /** Starts a crashed node in `ticks` ticks. */
  restartAfter(node: NodeSelector, ticks: number): void {
    this.statement(`restart ${node} after ${ticks}`);
  }

  /** Kills nodes and destroys their disks: each comes back as nobody, until it is added anew. */
  wipe(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`wipe ${nodeWords(nodes)}`);
  }

  /** Freezes nodes: they neither tick nor hear. */
  pause(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`pause ${nodeWords(nodes)}`);
  }

  /** Lets paused nodes go on. */
  resume(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`resume ${nodeWords(nodes)}`);
  }

  /** Makes a node stand for election now. */
  campaign(node: NodeSelector, options: { readonly force?: boolean } = {}): void {
    this.statement(`campaign ${node}${options.force === true ? ' by force' : ''}`);
  }

  /** Makes a leader give up its office. */
  stepDown(node: NodeSelector = 'leader'): void {
    this.statement(`step down ${node}`);
  }

  /** Makes a follower forget its leader, so that it listens to candidates. */
  forgetLeader(node: NodeSelector): void {
    this.statement(`forget leader ${node}`);
  }

  /** Hangs a node that is no member off another one, which feeds it with what is committed. */
  attach(node: NodeSelector, to: NodeSelector): void {
    this.statement(`attach ${node} to ${to}`);
  }

  /** An operator's last resort: makes a node that is down the only voter of a cluster that goes on from its disk. */
  recover(node: NodeSelector): void {
    this.statement(`recover ${node} as sole voter`);
  }

  /** Makes a node take a snapshot of all it has applied. */
  snapshot(node: NodeSelector): void {
    this.statement(`snapshot ${node}`);
  }

  /** Makes a node drop its log up to an index, behind a snapshot. */
  compact(node: NodeSelector, index: number): void {
    this.statement(`compact ${node} to ${index}`);
  }

  /** Sets a property: `set('0.leaderTimeout', 0)`, `set('network.latency', '1..3')`. */
  set(property: string, value: string | number): void {
    this.statement(`set ${property} to ${value}`);
  }

  // ——— network ———

  /** Divides the nodes into groups that do not reach each other; those in no group form one more. */
  partition(...groups: readonly (readonly NodeSelector[])[]): void {
    this.statement(`partition ${groups.map(nodeWords).join(' | ')}`);
  }

  /** Cuts nodes off from all others. */
  isolate(...nodes: readonly [NodeSelector, ...NodeSelector[]]): void {
    this.statement(`isolate ${nodeWords(nodes)}`);
  }

  /** Cuts a link, in one direction or both. */
  cut(link: LinkChoice): void {
    this.statement(`cut ${linkWords(link)}`);
  }

  /** Mends all links, or those of some nodes. */
  heal(...nodes: readonly NodeSelector[]): void {
    this.statement(`heal ${nodeWords(nodes)}`);
  }

  /** Loses each message with a chance in percent, 0 to 100; 0 ends it. */
  lose(percent: number, link?: LinkChoice): void {
    this.statement(`lose ${percent}%${onLink(link)}`);
  }

  /** Delivers each message twice with a chance in percent, 0 to 100. */
  duplicate(percent: number, link?: LinkChoice): void {
    this.statement(`duplicate ${percent}%${onLink(link)}`);
  }

  /** Lets later messages overtake with a chance in percent, 0 to 100. */
  reorder(percent: number, link?: LinkChoice): void {
    this.statement(`reorder ${percent}%${onLink(link)}`);
  }

  /** Delivers each message once more, much later, with a chance in percent, 0 to 100. */
  replay(percent: number, link?: LinkChoice): void {
    this.statement(`replay ${percent}%${onLink(link)}`);
  }

  /** Stops a link for so many ticks; what is sent meanwhile arrives afterwards. */
  clog(link: LinkChoice, ticks: number): void {
    this.statement(`clog ${linkWords(link)} for ${ticks}`);
  }

  /** Draws the order of what happens within a tick; `false` ends it. */
  shuffle(on = true): void {
    this.statement(on ? 'shuffle' : 'shuffle off');
  }

  /** Lets messages take so many ticks. */
  delay(ticks: Span, link?: LinkChoice): void {
    this.statement(`delay ${rangeWords(ticks)}${onLink(link)}`);
  }

  /** Drops the next `count` messages that fit, as they arrive. */
  dropNext(count: number, choice: MessageChoice = {}): void {
    this.statement(`drop next ${count} ${choiceWords(choice)}`);
  }

  /** Drops all messages that fit, until `calm`. */
  dropAll(choice: MessageChoice = {}): void {
    this.statement(`drop all ${choiceWords(choice)}`);
  }

  /** Holds messages that fit, until `release`. */
  hold(choice: MessageChoice = {}): void {
    this.statement(`hold ${choice.kind === undefined ? 'all ' : ''}${choiceWords(choice)}`);
  }

  /** Delivers the next `count` messages that fit now, held ones first, past rules and cuts. */
  deliver(choice: MessageChoice = {}, count = 1): void {
    this.statement(`deliver next ${count} ${choiceWords(choice)}`);
  }

  /** Lets held messages go on. */
  release(): void {
    this.statement('release');
  }

  /** Ends all faults, and starts what is down. */
  calm(): void {
    this.statement('calm');
  }

  // ——— disks and clocks ———

  /** Lets a node's writes take so many ticks. */
  slowDisk(node: NodeSelector, ticks: Span): void {
    this.statement(`disk ${node} slow ${rangeWords(ticks)}`);
  }

  /** Lets a node's next sync fail: the node, which cannot know what is on its disk, dies. */
  failNextSync(node: NodeSelector): void {
    this.statement(`disk ${node} fails next sync`);
  }

  /** Fills a node's disk: no write becomes durable. */
  fillDisk(node: NodeSelector): void {
    this.statement(`disk ${node} full`);
  }

  /** Loses the last entries of a disk, at most `count`, although they were synced. */
  loseEntries(node: NodeSelector, count: number): void {
    this.statement(`disk ${node} loses ${count} entries`);
  }

  /** Ends what is wrong with a disk, except for damage. */
  mendDisk(node: NodeSelector): void {
    this.statement(`disk ${node} works`);
  }

  /** Damages an entry of a node's log. */
  corrupt(node: NodeSelector, index: number): void {
    this.statement(`corrupt ${node} entry ${index}`);
  }

  /** Lets a node's clock run at a pace in percent; 100 is right. */
  setClock(node: NodeSelector, percent: number): void {
    this.statement(`clock ${node} runs ${percent}%`);
  }

  /** Lets a node's clock stand still for so many ticks. */
  stopClock(node: NodeSelector, ticks: number): void {
    this.statement(`clock ${node} stops ${ticks}`);
  }

  // ——— watches, in the words of the language; for functions see `invariant` ———

  /** From here on a condition must hold after every event. */
  always(condition: string): void {
    this.statement(`always ${condition}`);
  }

  /** From here on a condition must not hold after any event. */
  never(condition: string): void {
    this.statement(`never ${condition}`);
  }

  /** Carries out a statement once, between two events, the first time a condition holds. */
  when(condition: string, statement: string): void {
    this.statement(`when ${condition}: ${statement}`);
  }

  /** Draws otherwise from here on: other futures from the same place. */
  reseed(seed: string | number): void {
    this.statement(`reseed ${valueWord(seed)}`);
  }

  // ——— members: proposals to the leader, done when the final configuration commits; `wait` lets that come ———

  /** Adds a voter; a node that does not exist yet is created. */
  add(node: number): RequestHandle {
    return this.ask(`add ${node}`);
  }

  /** Adds a learner, which does not vote. */
  addLearner(node: number): RequestHandle {
    return this.ask(`add ${node} as learner`);
  }

  /** Adds a learner that becomes a voter as soon as it has caught up. */
  addThenPromote(node: number): RequestHandle {
    return this.ask(`add ${node} then promote`);
  }

  /** Makes a learner a voter. */
  promote(node: NodeSelector): RequestHandle {
    return this.ask(`promote ${node}`);
  }

  /** Makes a voter a learner. */
  demote(node: NodeSelector): RequestHandle {
    return this.ask(`demote ${node}`);
  }

  /** Removes a member. */
  remove(node: NodeSelector): RequestHandle {
    return this.ask(`remove ${node}`);
  }

  /** Replaces a voter by another node in one step. */
  replace(node: NodeSelector, by: number): RequestHandle {
    return this.ask(`replace ${node} with ${by}`);
  }

  /** Changes the voters to these in one step. */
  reconfigure(voters: readonly number[]): RequestHandle {
    return this.ask(`reconfigure to {${voters.join(' ')}}`);
  }

  /** Begins to hand leadership over. */
  transferLeadership(to: NodeSelector): RequestHandle {
    return this.ask(`transfer leadership to ${to}`);
  }
}

function choiceWords({ kind, from, to }: MessageChoice): string {
  const parts = [
    ...(kind === undefined ? [] : [kind]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
  ];
  return parts.join(' ');
}
