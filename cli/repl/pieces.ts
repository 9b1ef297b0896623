// Long work in pieces of a few milliseconds, so that signals and keys are heard in between.

/** Milliseconds a piece takes about. */
const PIECE_MS = 12;

/**
 * Some work as pieces. `work` is done for about so many ticks and answers whether it is over; so does what is returned.
 */
export function inPieces(work: (ticks: number) => boolean): () => boolean {
  let budget = 64;
  return () => {
    const began = performance.now();
    for (;;) {
      const started = performance.now();
      if (work(budget)) return true;
      const ended = performance.now();
      if (ended - started < PIECE_MS / 2) budget = Math.min(budget * 2, 1 << 20);
      else if (ended - started > PIECE_MS * 2) budget = Math.max(1, budget >> 1);
      if (ended - began > PIECE_MS) return false;
    }
  };
}
