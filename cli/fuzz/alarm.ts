// A timer without an upper bound: those of the system count in 32 bits, and ring at once when asked for more.

/** Milliseconds that a timer of the system can wait, at most. */
const STEP_MS_MAX = 2 ** 31 - 1;

/** Calls `ring` once, `milliseconds` from now; never when that is Infinity. Answers what calls it off. */
export function setAlarm(milliseconds: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (left: number): void => {
    if (left === Infinity) return;
    const step = Math.min(Math.max(0, left), STEP_MS_MAX);
    timer = setTimeout(() => (left > step ? wait(left - step) : ring()), step);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
