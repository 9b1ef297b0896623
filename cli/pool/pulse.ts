// What the command and a thread tell each other while the thread works: stop, and I am alive.

const STOP = 0;
const BEATS = 1;

/** Two numbers in memory that both sides see. */
export class Pulse {
  readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(cells = new Int32Array(new SharedArrayBuffer(8))) {
    this.cells = cells;
  }

  /** Asks the thread to answer soon with what it has. */
  stop(): void {
    Atomics.store(this.cells, STOP, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.cells, STOP) === 1;
  }

  /** Says that the work goes on. A thread that does not say so for long is ended. */
  beat(): void {
    Atomics.add(this.cells, BEATS, 1);
  }

  get beats(): number {
    return Atomics.load(this.cells, BEATS);
  }
}
