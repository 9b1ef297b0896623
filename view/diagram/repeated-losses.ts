// Which losses only say what one drawn before said: a leader tries a node that is down again and again.

import { packetText, type Packet } from '../../sim/index.ts';

/** Tells repeated losses, while a trace is read. */
export class RepeatedLosses {
  /** What was lost last between two endpoints, and why, as long as nothing else came between. */
  private readonly last = new Map<string, string>();

  /** Whether a message is lost as the one before it from and to the same was. Takes note of its fate. */
  note(packet: Packet, isLost: boolean, why: string): boolean {
    const pair = `${packet.from} ${packet.to}`;
    const loss = isLost ? `${packetText(packet)} ${why}` : '';
    const isRepeated = isLost && this.last.get(pair) === loss;
    if (isLost) this.last.set(pair, loss);
    else this.last.delete(pair);
    return isRepeated;
  }

  /** Forgets all: what was lost until now is not drawn. */
  clear(): void {
    this.last.clear();
  }
}
