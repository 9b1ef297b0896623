import { expect, it } from 'vitest';
import { Grammar } from '../../dsl/grammar.ts';
import { errorMessages } from '../../dsl/parse-errors.ts';

it('the grammar passes its own checks: no ambiguity, no left recursion, no rule twice', () => {
  expect(() => new Grammar(errorMessages)).not.toThrow();
});
