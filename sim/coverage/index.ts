// Coverage: a catalogue of situations, what of it came up in a run or a campaign, and the watch that sees
// it from outside of the core. Watching changes nothing about a run.

export { SITUATIONS, type SituationId } from './catalogue.ts';
export { Coverage, type CoverageData, type Receiver, RECEIVERS } from './coverage.ts';
export { FAMILIES, type Family, type Situation } from './situation.ts';
export { CoverageWatch } from './watch.ts';
