// The path of a request as lines: when, ticks since the step before, where, what; and a summary.

import { endpointName } from './endpoint.ts';
import { requestName } from './describe.ts';
import type { PathStep, RequestPath } from './request-path.ts';

/** A step in its columns. */
export interface PathLine {
  /** `tick 10  +1  n0`, as wide as in the other lines. */
  readonly place: string;
  readonly step: PathStep;
}

/** The steps of a path in columns. */
export function pathColumns({ steps }: RequestPath): readonly PathLine[] {
  const waits = steps.map(({ tick }, at) => tick - (steps[at - 1]?.tick ?? tick));
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((t) => t.length));
  const tickWidth = widest(steps.map(({ tick }) => String(tick)));
  const waitWidth = widest(waits.map((wait) => `+${wait}`));
  const nodeWidth = widest(steps.map(({ node }) => endpointName(node)));
  return steps.map((step, at) => {
    const wait = waits[at] ?? 0;
    const tick = String(step.tick).padStart(tickWidth);
    const since = (wait === 0 ? '' : `+${wait}`).padStart(waitWidth);
    return { place: `tick ${tick}  ${since}  ${endpointName(step.node).padEnd(nodeWidth)}`, step };
  });
}

/** The whole path as lines without marks. */
export function pathLines(path: RequestPath): readonly string[] {
  if (path.steps.length === 0) return [`${requestName(path.request)} was never made`];
  const lines = pathColumns(path).map(({ place, step }) => `${place}  ${step.text}`);
  return [...lines, ...pathSummary(path)];
}

/** How long it took, and where its entries are now. */
export function pathSummary(path: RequestPath): readonly string[] {
  const name = requestName(path.request);
  const { attempts, outcome } = path;
  const { asked, ended } = path.milestones;
  const tries = attempts > 1 ? `, with ${attempts} attempts` : '';
  const head =
    outcome === ''
      ? `${name} has no outcome so far${tries}`
      : `${name} is ${outcome} after ${ticks(ended - asked)}${tries}${stages(path)}`;
  return [head, ...path.places.map((place) => place.standing)];
}

/** Where the ticks went, of a request that went well at once. */
function stages({ attempts, outcome, milestones, places }: RequestPath): string {
  const { asked, taken, takenBy, proposed, committed, answered, ended } = milestones;
  const isPlain = attempts === 1 && outcome === 'done' && places.length === 1;
  if (!isPlain || proposed !== taken || committed < proposed || answered < committed) return '';
  const parts = [
    `${taken - asked} to ${endpointName(takenBy)}`,
    `${committed - proposed} to commit`,
    `${answered - committed} to apply`,
    `${ended - answered} back`,
  ];
  return `: ${parts.join(', ')}`;
}

function ticks(count: number): string {
  return count === 1 ? '1 tick' : `${count} ticks`;
}
