// The knobs of a storm, drawn from the seed: which kinds of fault are on at all (a swarm leaves many out,
// so that the others come further), how time passes, what clients do. Each knob has a stream of its own, so
// overriding one moves no other. Source: A. Groce and others, "Swarm testing", 2012.

import { RANDOM_PROFILES } from '../dsl/index.ts';
import { Dice } from './dice.ts';
import { type Kind, KINDS, kindsOf } from './kinds.ts';

/**
 * How time passes between two acts. `storm`: ticks go by, and acts strike in between. `script`: a few acts,
 * then the cluster settles or some ticks pass, the way a person writes a scenario.
 */
export type Pace = 'storm' | 'script';

/** The knobs of one random run. */
export interface Knobs {
  readonly pace: Pace;
  /** Mean ticks between two acts of a storm. */
  readonly gap: number;
  /** How many ticks a quiet window takes, and how far one is from the next; 0 when there are none. */
  readonly quiet: number;
  readonly quietEvery: number;
  /** In a script: how often, in percent, time passes by settling rather than by ticks. */
  readonly settling: number;
  /** In a script: how often, in percent, no time passes between two acts. */
  readonly haste: number;
  /** How often, in percent, an act mends something that an earlier one broke. */
  readonly mending: number;
  /** Clients that ask for something. */
  readonly clients: number;
  /** Keys they use: 1 to 3. */
  readonly keys: number;
  /** How often, in percent, a request that is aimed at a node follows no redirect. */
  readonly stubborn: number;
  /** Node ids from 0 that may ever be spoken of. */
  readonly room: number;
  /** What is on, with its weight. */
  readonly kinds: readonly (readonly [Kind, number])[];
  /** Whether data may be lost beyond what a cluster recovers from. */
  readonly unrestricted: boolean;
}

/** What somebody decided instead of the seed. */
export interface KnobOverrides {
  readonly pace?: Pace | undefined;
  readonly gap?: number | undefined;
  readonly clients?: number | undefined;
  readonly keys?: number | undefined;
  readonly unrestricted?: boolean | undefined;
}

/** How time passes in the random run of a seed: storms take longer than scripts, so they come more seldom. */
export function drawPace(seed: string): Pace {
  return new Dice(seed, 'knob/pace').at(0).pick(['storm', 'script', 'script', 'script', 'script']);
}

/** Draws the knobs of a random run. `size`: nodes at its beginning. */
export function drawKnobs(
  seed: string,
  words: readonly string[],
  size: number,
  overrides: KnobOverrides = {},
): Knobs {
  const dice = (name: string): Dice => new Dice(seed, `knob/${name}`).at(0);
  const pace = overrides.pace ?? drawPace(seed);
  const isQuiet = dice('quiet').chance(30);
  const kinds = drawKinds(seed, words);
  return {
    pace,
    gap: overrides.gap ?? dice('gap').pick([3, 5, 8, 12, 20, 35]),
    quiet: isQuiet ? dice('quiet length').pick([20, 50, 100]) : 0,
    quietEvery: dice('quiet distance').pick([100, 200, 400]),
    settling: dice('settling').pick([20, 50, 70, 90]),
    haste: dice('haste').pick([5, 20, 35, 50]),
    // Who breaks nothing mends nothing: what its author broke stays broken.
    mending: kinds.every(([{ family }]) => family === 'clients')
      ? 0
      : dice('mending').pick([5, 10, 20, 30]),
    clients: overrides.clients ?? dice('clients').between(1, 4),
    keys: overrides.keys ?? dice('keys').between(1, 3),
    stubborn: dice('stubborn').pick([0, 20, 60]),
    room: Math.max(size, Math.min(7, size + dice('room').between(1, 3))),
    kinds,
    unrestricted: overrides.unrestricted ?? false,
  };
}

/** Kinds that are named are on; those of a named profile may be. Clients ask for something in any case. */
function drawKinds(seed: string, words: readonly string[]): readonly (readonly [Kind, number])[] {
  const profiles = RANDOM_PROFILES.filter((profile) => words.includes(profile));
  if (words.length === 0) profiles.push('everything');
  if (profiles.length === 0) profiles.push('calm');
  const offered = new Set(profiles.flatMap(kindsOf));
  // How wide the swarm is: some runs have almost everything, some almost nothing.
  const width = new Dice(seed, 'knob/width').at(0).pick([30, 60, 100, 100, 160]);
  const dice = new Dice(seed, 'knob/kinds');
  const list: (readonly [Kind, number])[] = [];
  for (const [offset, kind] of KINDS.entries()) {
    const isDrawn = dice
      .at(offset)
      .chance(Math.min(95, Math.trunc((kind.likelihood * width) / 100)));
    const factor = dice.pick([1, 1, 2, 4]);
    const isOn = words.includes(kind.name) || (offered.has(kind) && isDrawn);
    if (isOn) list.push([kind, kind.weight * factor]);
  }
  return list;
}

/** The knobs in words, a line each, for the head of a plan. */
export function knobLines(knobs: Knobs): readonly string[] {
  const { kinds, pace, gap, quiet, quietEvery } = knobs;
  const rhythm =
    pace === 'script'
      ? 'acts and pauses, as in a scenario written by hand'
      : `a storm with an act every ${gap} ticks or so`;
  const pauses = quiet > 0 ? `, quiet for ${quiet} ticks every ${quietEvery}` : '';
  const names = kinds.map(([{ name }]) => name);
  return [`${rhythm}${pauses}`, `on: ${names.length === 0 ? 'nothing' : names.join(', ')}`];
}
