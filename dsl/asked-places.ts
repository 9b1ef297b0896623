// Which statement asked for which request of a client, so that an answer that proves wrong leads back to it.

import { clientOf, type Violation, type World } from '../sim/index.ts';
import type { Place } from './machine.ts';
import { numberOf } from './scope.ts';

/** One request, and all that were noted before it. */
interface Noted {
  readonly client: number;
  readonly sequence: number;
  readonly place: Place;
  readonly before: Noted | null;
}

/** The places of all requests of clients; a repetition stands where its request was made first. */
export class AskedPlaces {
  /** A chain, so that a copy costs nothing; it is followed only when something is wrong. */
  private last: Noted | null;

  constructor(last: Noted | null = null) {
    this.last = last;
  }

  /** Remembers what a statement asked for that was just carried out, if it is one of a client. */
  note(place: Place, world: World): void {
    const { statement, variables } = place;
    const { action: whole } = statement;
    const action = whole.kind === 'expect-error' ? whole.statement.action : whole;
    if (action.kind !== 'client' || action.request.verb === 'retries') return;
    const client = numberOf(action.client, { world, variables });
    const sequence = clientOf(world, client).newestSequence;
    this.last = { client, sequence, place, before: this.last };
  }

  /** Where the request was made that a violation blames; undefined when it blames none. */
  of({ request }: Violation): Place | undefined {
    if (request === undefined) return undefined;
    for (let noted = this.last; noted !== null; noted = noted.before) {
      if (noted.client === request.client && noted.sequence === request.sequence) {
        return noted.place;
      }
    }
    return undefined;
  }

  copy(): AskedPlaces {
    return new AskedPlaces(this.last);
  }
}
