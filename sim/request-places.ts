// Where the entries of one request stand: by node, how far each has come. Follows a trace event by event.

import type { LogIndex, Term } from '../core/index.ts';
import { type Endpoint, endpointNames, positionName } from './endpoint.ts';

/** How far an entry is at a node that holds it. */
interface Holding {
  isWriting: boolean;
  isDurable: boolean;
  /** It told the leader so. */
  isAcknowledged: boolean;
  /** The leader heard it. */
  isCounted: boolean;
  isCommitted: boolean;
  isApplied: boolean;
}

/** One entry of a request; a request that is repeated may have several. */
export class RequestPlace {
  readonly index: LogIndex;
  readonly term: Term;
  /** The nodes that hold it, in the order in which they took it. */
  readonly holders = new Map<Endpoint, Holding>();
  /** Whom it was sent to, how often. */
  readonly sent = new Map<Endpoint, number>();
  isCommitted = false;

  constructor(index: LogIndex, term: Term) {
    this.index = index;
    this.term = term;
  }

  /** `2@1`. */
  get name(): string {
    return positionName(this.index, this.term);
  }

  take(node: Endpoint): void {
    this.holders.set(node, {
      isWriting: false,
      isDurable: false,
      isAcknowledged: false,
      isCounted: false,
      isCommitted: false,
      isApplied: false,
    });
  }

  /** `2@1 is applied by n0, committed by n1 and durable at n2`. */
  get standing(): string {
    const left = [...this.holders].sort(([one], [other]) => one - other);
    if (left.length === 0) return `${this.name} is in no log`;
    const groups = STAGES.flatMap(({ words, holds }) => {
      const nodes = left.filter(([, holding]) => stageOf(holding) === holds).map(([node]) => node);
      return nodes.length === 0 ? [] : [`${words} ${endpointNames(nodes)}`];
    });
    return `${this.name} is ${groups.join(', ')}`;
  }
}

type Stage = 'applied' | 'committed' | 'durable' | 'held';

const STAGES: readonly { readonly words: string; readonly holds: Stage }[] = [
  { words: 'applied by', holds: 'applied' },
  { words: 'committed by', holds: 'committed' },
  { words: 'durable at', holds: 'durable' },
  { words: 'not durable at', holds: 'held' },
];

function stageOf({ isApplied, isCommitted, isDurable }: Holding): Stage {
  if (isApplied) return 'applied';
  if (isCommitted) return 'committed';
  return isDurable ? 'durable' : 'held';
}
