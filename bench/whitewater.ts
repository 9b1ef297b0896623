// Contender: Whitewater's own world, without faults and without a trace; with all invariants judged
// after every event, or with a checker that looks away (`off`).
// Usage: node whitewater.js <ticks> <warm-up ticks> [off]

import { propose } from '../core/index.ts';
import { SafetyChecker, World } from '../sim/index.ts';
import { ELECTION_TICKS, measure, NODES, readArguments, type Contender } from './measurement.ts';

/** Does none of the work. Properties that are merely switched off would still be looked at. */
class BlindChecker extends SafetyChecker {
  override afterStep(): void {}
  override noteSent(): void {}
  override noteApplied(): void {}
  override noteState(): void {}
  override noteDurable(): void {}
}

class WorldContender implements Contender {
  readonly #world: World;
  #messages = 0;

  constructor(judged: boolean) {
    this.#world = new World({
      nodes: NODES,
      seed: '1',
      options: {
        electionTimeoutTicksMin: ELECTION_TICKS,
        electionTimeoutTicksMax: 2 * ELECTION_TICKS - 1,
        heartbeatTicks: 1,
      },
    });
    if (!judged) this.#world.checker = new BlindChecker(this.#world.nodes, () => undefined, []);
  }

  tick(): void {
    const world = this.#world;
    world.tick();
    this.#propose(`p${world.now}`);
    if (!world.settle()) throw new Error('the cluster does not come to rest');
    if (world.violation !== undefined) throw new Error(world.violation.message);
    // Each node's timer is an event too; what else happened in the tick are deliveries.
    this.#messages += world.eventOrdinal - NODES;
  }

  committed(): number {
    return Math.max(...this.#world.nodes.map(({ core }) => core?.commitIndex ?? 0));
  }

  messages(): number {
    return this.#messages;
  }

  /** Straight into the leader, as the other contenders do: no client, no session. */
  #propose(command: string): void {
    const world = this.#world;
    const leader = world.leader();
    const core = leader?.core;
    if (leader === undefined || core === null || core === undefined) return;
    world.guarded(() => {
      world.before.capture(core, -1);
      propose(core, command, { client: 0, sequence: world.now }, world.out);
      world.afterCall(leader, core, -1);
    });
  }
}

const { ticks, warmUpTicks, variants } = readArguments();
const contender = new WorldContender(!variants.includes('off'));
console.log(JSON.stringify(measure(contender, ticks, warmUpTicks)));
