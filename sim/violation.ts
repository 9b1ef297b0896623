// What the judges say when a property breaks.

import type { NodeId, RequestId } from '../core/index.ts';
import type { PropertyId } from './properties.ts';

/** A property that broke, in words. */
export interface Violation {
  readonly property: PropertyId;
  readonly tick: number;
  readonly node: NodeId;
  /** What clashes, naming both sides. */
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
  /** Reasons in words, where the sides alone do not tell. */
  readonly why?: readonly string[];
  /** The request that a client was answered wrongly, where one is to blame. */
  readonly request?: RequestId;
}

/** A violation in words. */
export interface Words {
  readonly message: string;
  readonly expected: string;
  readonly observed: string;
}

/** Says that a property broke at a node. */
export type Report = (property: PropertyId, node: NodeId, words: Words) => void;

/** Receives what broke. */
export type Accuse = (violation: Omit<Violation, 'tick'>) => void;
