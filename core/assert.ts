// What is ours is asserted in a sentence. An assertion that fails is a bug in the core or in its host,
// never a protocol outcome (those are union values) and never a peer's fault.

/** An assertion of the core that does not hold. */
export class AssertionFailure extends Error {
  /** The sentence that is not true. */
  readonly sentence: string;
  /** The value that contradicts it. */
  readonly observed: unknown;

  constructor(sentence: string, observed: unknown) {
    super(observed === undefined ? sentence : `${sentence} (got ${String(observed)})`);
    this.name = 'AssertionFailure';
    this.sentence = sentence;
    this.observed = observed;
  }
}

/**
 * Receives an assertion or a refusal that would otherwise stop what the node is doing. Answers whether what was
 * refused is let through; after an assertion nobody looks at the answer.
 */
export type Reporter = (sentence: string, observed: unknown) => boolean;

/**
 * Who hears of failed assertions instead of an exception. `null` throws, which is right for every real
 * host. A simulator that hunts planted bugs sets it around its calls, so that the property itself is
 * seen to break instead of the assertion that guards it. One per thread; calls of the core never nest.
 */
let reporter: Reporter | null = null;

/** Routes failed assertions and integrity refusals to `next`; `null` throws again. Returns the old one. */
export function setReporter(next: Reporter | null): Reporter | null {
  const previous = reporter;
  reporter = next;
  return previous;
}

/**
 * Asserts one positive sentence. Callers pass a constant sentence and a value; nothing is built unless it fails.
 *
 * Errors: throws `AssertionFailure`, unless a reporter is set.
 */
export function assert(condition: boolean, sentence: string, observed?: unknown): void {
  if (!condition) fail(sentence, observed);
}

function fail(sentence: string, observed: unknown): void {
  if (reporter === null) throw new AssertionFailure(sentence, observed);
  reporter(sentence, observed);
}

/**
 * Asks whether the node should refuse something whose integrity is broken (a checksum that does not fit).
 * Always true, except under a reporter, which hears of it and may let it through.
 */
export function refuses(sentence: string, observed: unknown): boolean {
  return reporter === null || !reporter(sentence, observed);
}

/** Marks a place that the types say is never reached: a new message kind that nobody handles does not compile. */
export function unreachable(value: never): never {
  throw new AssertionFailure('every case is handled', value);
}
