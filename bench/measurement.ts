// What every contender does and answers, so that the numbers mean the same.

/** Nodes of every contender's cluster. */
export const NODES = 5;
/** Least ticks without a leader before an election; heartbeats go out every tick. */
export const ELECTION_TICKS = 10;

/** One process, one contender, one round. */
export interface Measurement {
  /** Ticks of the cluster that were timed, after the warm-up. */
  readonly ticks: number;
  /** Proposals committed in them, counted where it came first. */
  readonly committed: number;
  /** Messages delivered in them. */
  readonly messages: number;
  /** By the clock on the wall. */
  readonly seconds: number;
  /** Of processor time, which others on the machine do not lengthen as much. */
  readonly cpuSeconds: number;
}

/** A cluster that is ticked: tick every node, propose one command at the leader, deliver. */
export interface Contender {
  tick(): void;
  /** So far, not counting the entry that opens a term. */
  committed(): number;
  messages(): number;
}

/** Times `ticks` ticks after `warmUpTicks`, in which a leader is elected and the code gets hot. */
export function measure(contender: Contender, ticks: number, warmUpTicks: number): Measurement {
  for (let tick = 0; tick < warmUpTicks; tick++) contender.tick();
  const committedBefore = contender.committed();
  const messagesBefore = contender.messages();
  const start = process.hrtime.bigint();
  const cpuStart = cpuSeconds();
  for (let tick = 0; tick < ticks; tick++) contender.tick();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return {
    ticks,
    committed: contender.committed() - committedBefore,
    messages: contender.messages() - messagesBefore,
    seconds,
    cpuSeconds: cpuSeconds() - cpuStart,
  };
}

/** Processor time that this process has taken so far, all its threads together. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The arguments of a contender's process: ticks, warm-up ticks, and which variant of it. */
export function readArguments(): { ticks: number; warmUpTicks: number; variants: string[] } {
  const [ticks, warmUpTicks, ...variants] = process.argv.slice(2);
  return { ticks: Number(ticks), warmUpTicks: Number(warmUpTicks), variants };
}
