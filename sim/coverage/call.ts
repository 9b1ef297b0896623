// What the detectors are given: one call of the core, seen before anything of it is carried out, and what
// must be remembered from earlier ones.

import type { Flow, LogIndex, Message, Node, NodeId, Output, Term } from '../../core/index.ts';
import type { Before } from '../before.ts';
import type { ClientRequest } from '../packet.ts';
import type { SimulatedNode } from '../simulated-node.ts';
import type { World } from '../world.ts';
import type { SituationId } from './catalogue.ts';

/** Notes that a situation came up. */
export type Reach = (id: SituationId) => void;

/** A call of the core. Valid until the next one. */
export interface Call {
  readonly world: World;
  readonly host: SimulatedNode;
  readonly core: Node;
  /** The node as it was. */
  readonly before: Before;
  /** What the core asks for, not carried out yet. */
  readonly out: Output;
  /** The message that was taken; null when a timer, a write, a client or the scenario made the call. */
  readonly message: Message | null;
  /** The client's request that was taken. */
  readonly request: ClientRequest | null;
  readonly memory: Memory;
  readonly reach: Reach;
}

/** What is remembered of a run. Plain data; copied with the world. */
export class Memory {
  /** Who led each term. */
  leaderOf = new Map<Term, NodeId>();
  /** How many nodes were candidates of each term. */
  candidatesOf = new Map<Term, number>();
  /** Who led last, and all that ever led. */
  lastLeader: NodeId = -1;
  led = new Set<NodeId>();
  /** By node: the term it was told to campaign in. */
  orderedTerm: (Term | undefined)[] = [];
  /** By node: the term in which it restarted with a vote it had given. */
  votedBeforeRestart: (Term | undefined)[] = [];
  /** The highest id of a message that was delivered, and by node what it was when the node restarted. */
  newestId = 0;
  idAtRestart: (number | undefined)[] = [];
  /** By leader and peer, as a number: the newest append-request that the peer acknowledged. */
  acknowledged = new Map<number, number>();
  /** Requests that their clients gave up, as `client/sequence`. */
  givenUp = new Set<string>();
  /** How the leader fed the peer that an append-response is from, and where it stood. */
  flow: Flow | null = null;
  nextIndex: LogIndex = 0;

  copy(): Memory {
    const copy = new Memory();
    copy.leaderOf = new Map(this.leaderOf);
    copy.candidatesOf = new Map(this.candidatesOf);
    copy.lastLeader = this.lastLeader;
    copy.led = new Set(this.led);
    copy.orderedTerm = this.orderedTerm.slice();
    copy.votedBeforeRestart = this.votedBeforeRestart.slice();
    copy.newestId = this.newestId;
    copy.idAtRestart = this.idAtRestart.slice();
    copy.acknowledged = new Map(this.acknowledged);
    copy.givenUp = new Set(this.givenUp);
    return copy;
  }
}

/** Whether a call made its node the leader of a term. */
export function isElected({ core, before }: Call): boolean {
  const led = before.role === 'leader' && before.term === core.currentTerm;
  return core.role.kind === 'leader' && !led;
}
