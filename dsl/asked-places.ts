// Which statement asked for which request of a client, so that an answer that proves wrong leads back to it.

import { clientOf, type Violation, type World } from '../sim/index.ts';
import type { Place } from './machine.ts';
import { numberOf } from './scope.ts';

/** The places of all requests of clients; a repetition stands where its request was made first. */
export class AskedPlaces {
  /** By client and sequence number. */
  private readonly places: Map<string, Place>;

  constructor(places: ReadonlyMap<string, Place> = new Map()) {
    this.places = new Map(places);
  }

  /** Remembers what a statement asked for that was just carried out, if it is one of a client. */
  note(place: Place, world: World): void {
    const { statement, variables } = place;
    const { action: whole } = statement;
    const action = whole.kind === 'expect-error' ? whole.statement.action : whole;
    if (action.kind !== 'client' || action.request.verb === 'retries') return;
    const client = numberOf(action.client, { world, variables });
    this.places.set(`${client}/${clientOf(world, client).newestSequence}`, place);
  }

  /** Where the request was made that a violation blames; undefined when it blames none. */
  of({ request }: Violation): Place | undefined {
    return request && this.places.get(`${request.client}/${request.sequence}`);
  }

  copy(): AskedPlaces {
    return new AskedPlaces(this.places);
  }
}
