// The page on errors has every refusal that the types have, with scenarios that provoke it. The compiler
// keeps the lists below equal to the types.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../client/index.ts';
import {
  type AppendRefusal,
  type AttachOutcome,
  type ChangeRefusal,
  type DiskVerdict,
  inspectDisk,
  type LogBase,
  NOBODY,
  type ProposalOutcome,
  type ReadStart,
  type TransferOutcome,
  type VoteRefusal,
} from '../../core/index.ts';
import { REQUEST_ERRORS } from '../../dsl/vocabulary.ts';
import { codeIn, rowsBelow } from './pages.ts';

const PAGE = 'docs/errors.md';

/** The reasons of a union of outcomes. */
type ReasonOf<T> = T extends { readonly reason: infer R extends string } ? R : never;

/** Every member of a union of words as a key: none may be missing, none may be too many. */
type All<T extends string> = Record<T, true>;

const CHANGE: All<ReasonOf<ChangeRefusal>> = {
  'not-leader': true,
  'transfer-in-progress': true,
  'change-in-progress': true,
  'not-caught-up': true,
  'no-voters': true,
  'no-change': true,
  'more-than-one': true,
  'no-commit-in-term': true,
};
const TRANSFER: All<ReasonOf<TransferOutcome>> = {
  'not-leader': true,
  'transfer-in-progress': true,
  'not-a-voter': true,
  'leads-already': true,
};
const READ: All<ReasonOf<ReadStart>> = { 'not-leader': true };
const PROPOSAL: All<ReasonOf<ProposalOutcome>> = {
  'not-leader': true,
  'transfer-in-progress': true,
};
const ATTACH: All<ReasonOf<AttachOutcome>> = { itself: true, 'is-a-member': true };
const DISK: All<ReasonOf<DiskVerdict>> = {
  'snapshot-corrupt': true,
  'entry-corrupt': true,
  'entries-missing': true,
};
const OUTCOME: All<ReasonOf<Outcome>> = {
  ...CHANGE,
  ...TRANSFER,
  superseded: true,
  'cas-mismatch': true,
  'timed-out': true,
  'session-expired': true,
};
const VOTE: All<VoteRefusal> = {
  'stale-term': true,
  'hears-leader': true,
  voted: true,
  'log-behind': true,
};
const APPEND: All<Exclude<AppendRefusal, 'none'>> = {
  'stale-term': true,
  'log-mismatch': true,
  'checksum-mismatch': true,
};

const TYPES: Readonly<Record<string, object>> = {
  ProposalOutcome: PROPOSAL,
  ReadStart: READ,
  ChangeRefusal: CHANGE,
  TransferOutcome: TRANSFER,
  Outcome: OUTCOME,
  AttachOutcome: ATTACH,
  DiskVerdict: DISK,
};

/** What a scenario says where a refusal shows that is no error of a request. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  'entry-corrupt': /^corrupt .* entry [^]*is corrupt/m,
  'snapshot-corrupt': /^corrupt .* snapshot[^]*is corrupt/m,
};

/** The table of refusals as pairs of a type and a refusal, sorted. */
function pairsIn(heading: string): readonly string[] {
  const rows = rowsBelow(PAGE, heading);
  const pairs = rows.flatMap(([refusal = '', types = '']) =>
    codeIn(types).map((type) => `${type} ${codeIn(refusal).join()}`),
  );
  return pairs.sort();
}

function pairsOf(types: Readonly<Record<string, object>>): readonly string[] {
  const pairs = Object.entries(types).flatMap(([type, reasons]) =>
    Object.keys(reasons).map((reason) => `${type} ${reason}`),
  );
  return pairs.sort();
}

function scenarioText(path: string): string {
  return readFileSync(`scenarios/${path}.raft`, 'utf8');
}

describe('the page on errors', () => {
  test('has every refusal of every type, once', () => {
    expect(pairsIn('## Every refusal')).toEqual(pairsOf(TYPES));
    expect(pairsIn('## Between nodes')).toEqual(
      pairsOf({ VoteRefusal: VOTE, AppendRefusal: APPEND }),
    );
    const refusals = rowsBelow(PAGE, '## Every refusal').map(([cell = '']) => cell);
    expect(new Set(refusals).size).toBe(refusals.length);
  });

  test('has every error that a scenario can expect', () => {
    expect(Object.keys(OUTCOME).sort()).toEqual([...REQUEST_ERRORS].sort());
  });

  test.each(rowsBelow(PAGE, '## Every refusal'))('%s is provoked', (...cells) => {
    expect(cells).toHaveLength(6);
    const [reason = ''] = codeIn(cells[0] ?? '');
    const paths = codeIn(cells[5] ?? '');
    if (reason in ATTACH || reason === 'entries-missing') return;
    expect(paths.length).toBeGreaterThan(0);
    const shown = SHOWN[reason] ?? new RegExp(`^expect error ${reason}: `, 'm');
    for (const path of paths) expect(scenarioText(path), path).toMatch(shown);
  });

  test.each([
    ...rowsBelow(PAGE, '## Between nodes').flatMap((row) => codeIn(row[4] ?? '')),
    ...rowsBelow(PAGE, '## What is easily left open').flatMap((row) => codeIn(row[2] ?? '')),
  ])('%s is a scenario', (path) => {
    expect(existsSync(`scenarios/${path}.raft`)).toBe(true);
  });
});

test('a disk that lacks what was reported durable is refused', () => {
  const base: LogBase = { index: 0, term: 0, checksum: 0 };
  const empty = { term: 1, votedFor: NOBODY, snapshot: null, base, entries: [] };
  expect(inspectDisk(empty, 0).ok).toBe(true);
  expect(inspectDisk(empty, 1)).toEqual({ ok: false, reason: 'entries-missing', index: 1 });
  const behind = { ...empty, base: { index: 3, term: 1, checksum: 0 } };
  expect(inspectDisk(behind, 3)).toEqual({ ok: false, reason: 'entries-missing', index: 1 });
});
