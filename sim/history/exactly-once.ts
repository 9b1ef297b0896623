// Exactly once: a request takes effect at most once, and whoever asks again is told the same.

/** A request as a state machine applied it, or as a client was answered. */
export interface RequestEffect {
  readonly client: number | string;
  /** The client's own number of the request; a retry keeps it. */
  readonly sequence: number;
  readonly response: string;
}

/**
 * What breaks "exactly once" first, as a sentence; undefined when nothing does. `effects` are what one state
 * machine applied with effect, in order; `answers` what clients were told, retries included.
 * Source: paper section 8; thesis 6.3.
 */
export function exactlyOnceProblem(
  effects: readonly RequestEffect[],
  answers: readonly RequestEffect[] = [],
): string | undefined {
  const responses = new Map<string, string>();
  for (const effect of effects) {
    const name = requestText(effect);
    if (responses.has(name)) return `${name} took effect twice`;
    responses.set(name, effect.response);
  }
  for (const answer of answers) {
    const name = requestText(answer);
    const told = responses.get(name) ?? answer.response;
    if (told !== answer.response) {
      return `${name} was answered "${answer.response}" where "${told}" was the answer`;
    }
    responses.set(name, told);
  }
  return undefined;
}

function requestText({ client, sequence }: RequestEffect): string {
  return `request ${sequence} of ${typeof client === 'number' ? `client ${client}` : client}`;
}
