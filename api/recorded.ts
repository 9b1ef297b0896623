// What was done to a cluster, as the statements of a plan: failures that were survived are taken out, what they did stays.

import type { Statement } from '../dsl/index.ts';

/** What a statement did that failed and was survived. */
export interface Survival {
  /** How long it took. */
  readonly ticks: number;
  /** Whether it changed nothing at all. */
  readonly isVain: boolean;
}

/** By place among the recorded statements: what those did that failed and were survived. */
export type Survived = ReadonlyMap<number, Survival>;

/**
 * The statements of a plan that comes to the same hash. One that failed fails again only when it is the last: then
 * nothing was done after it, and it is what somebody wants to look at.
 */
export function planOf(statements: readonly Statement[], survived: Survived): readonly Statement[] {
  const kept = statements.flatMap((statement, place) => {
    const survival = survived.get(place);
    if (survival === undefined || place === statements.length - 1) return [statement];
    const { ticks, isVain } = survival;
    if (isVain) return [];
    return [...withoutClaim(statement), ...(ticks === 0 ? [] : [ticking(statement, ticks)])];
  });
  return joined(kept);
}

/** Whether a verb failed half-way and was survived: only a plan passes over the half that finds nobody. */
export function hasHalfVerb(statements: readonly Statement[], survived: Survived): boolean {
  return statements.some((statement, place) => {
    const isHalf = survived.get(place)?.isVain === false;
    return isHalf && withoutClaim(statement)[0] === statement;
  });
}

/** What a statement does besides waiting and judging. A verb that found nobody is skipped in a plan, and does the rest. */
function withoutClaim(statement: Statement): readonly Statement[] {
  const { action, span } = statement;
  switch (action.kind) {
    case 'check':
    case 'check-alone':
    case 'tick-until':
    case 'eventually':
      return [];
    case 'expect-error':
      return [action.statement];
    case 'client':
      return [{ span, action: { ...action, expecting: null } }];
    default:
      return [statement];
  }
}

/** The same statements with ticks that follow one another made one. */
function joined(statements: readonly Statement[]): readonly Statement[] {
  const result: Statement[] = [];
  for (const statement of statements) {
    const last = result.at(-1);
    const more = ticksOf(statement);
    const before = last === undefined ? undefined : ticksOf(last);
    if (more === undefined || before === undefined) result.push(statement);
    else result.splice(-1, 1, ticking(statement, before + more));
  }
  return result;
}

function ticksOf({ action }: Statement): number | undefined {
  if (action.kind !== 'tick') return undefined;
  if (action.count === null) return 1;
  return action.count.kind === 'number' ? action.count.value : undefined;
}

function ticking({ span }: Statement, ticks: number): Statement {
  const count = { kind: 'number', value: ticks, text: `${ticks}`, span } as const;
  return { span, action: { kind: 'tick', count } };
}
