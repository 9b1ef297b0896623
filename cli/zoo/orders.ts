// What the command and its threads tell each other. Plain data.

import type { PropertyId } from '../../sim/index.ts';
import type { Breach, Caught } from '../../fuzz/index.ts';
import type { Bug } from '../planting/index.ts';

/** What a thread is asked to do. A bug of null is the engine as it is. */
export type Order = HuntOrder | ShrinkOrder;

export interface HuntOrder {
  readonly kind: 'hunt';
  readonly bug: Bug | null;
  readonly seed: string;
  /** The number of the first run. */
  readonly first: number;
  /** How long it may take; planting is not counted. */
  readonly seconds: number;
  readonly runsMax: number;
}

export interface ShrinkOrder {
  readonly kind: 'shrink';
  readonly bug: Bug;
  /** The scenario that breaks a property. */
  readonly plan: string;
  /** What must stay broken: whatever answers to it will do. Null: exactly what the scenario breaks. */
  readonly property: PropertyId | null;
  readonly seconds: number;
}

/** What it answers. */
export type Answer = Hunted | Shrunken | Unshrinkable | Unplantable;

export interface Hunted {
  readonly kind: 'hunted';
  readonly runs: number;
  readonly ticks: number;
  readonly seconds: number;
  readonly caught: Caught | null;
  /** Runs that broke the clean engine as well. */
  readonly accusations: readonly Breach[];
  /** Runs in which the engine with the bug broke down, and the first of them: no property was seen to break. */
  readonly breakdowns: number;
  readonly breakdown: Breach | null;
}

export interface Shrunken {
  readonly kind: 'shrunken';
  /** The smallest scenario that was found. */
  readonly text: string;
  readonly seconds: number;
  /** Whether time ended before it was done. */
  readonly isCut: boolean;
}

/** The scenario cannot be shrunk, and why. */
export interface Unshrinkable {
  readonly kind: 'unshrinkable';
  readonly problem: string;
}

/** The bug cannot be planted, and why. */
export interface Unplantable {
  readonly kind: 'unplantable';
  readonly problem: string;
}
