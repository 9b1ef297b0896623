// Plays: a few acts in a row that together lead where single acts seldom do.

export { departures } from './departures.ts';
export { depositions } from './depositions.ts';
export { handovers } from './handovers.ts';
export { laggards } from './laggards.ts';
export { lateMessages } from './late-messages.ts';
export { relapses } from './relapses.ts';
export { rivalries } from './rivalries.ts';
export { schisms } from './schisms.ts';
