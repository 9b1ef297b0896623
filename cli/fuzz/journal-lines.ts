// The lines of a journal: JSON with a checksum at its end, so that what was cut, mixed up or edited is seen for
// what it is, and never counted.

import { Coverage, foldText } from '../../sim/index.ts';
import type { Difference } from '../report/reporter.ts';
import type { BatchAnswer, Campaign, FailedRun } from './campaign.ts';
import { RUNS_MAX } from './options.ts';

/** Changes when older journals cannot be gone on with. */
export const FORMAT = 3;

/** A batch as it was noted. With hashes if its runs are still to be made again, to compare. */
export type NotedBatch = Omit<BatchAnswer, 'hashes'> & Partial<Pick<BatchAnswer, 'hashes'>>;

/** A line by its meaning. */
export type Line =
  | {
      readonly type: 'head';
      readonly format: number;
      readonly campaign: Campaign;
      readonly command: string;
    }
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'batch'; readonly elapsedMs: number; readonly batch: NotedBatch }
  /** The runs of the batch that begins there were made again, and compared. */
  | { readonly type: 'audited'; readonly from: number }
  | { readonly type: 'different'; readonly index: number; readonly difference: Difference }
  | { readonly type: 'shrunk'; readonly name: string }
  | { readonly type: 'end' };

/** A line as it is written, without its end. */
export function textOfLine(line: Line): string {
  const text = JSON.stringify(line);
  return `${text.slice(0, -1)},"check":"${checkOf(text)}"}`;
}

/** What is behind the text that the checksum is of. */
const CHECK = /,"check":"([0-9a-f]{8})"\}$/;

/** A line that was read; null when it is damaged. A head of another format is taken for whole. */
export function lineOfText(text: string): Line | null {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(line)) return null;
  if (line.type === 'head' && line.format !== FORMAT) return isOtherHead(line) ? line : null;
  const check = CHECK.exec(text);
  if (check?.[1] !== checkOf(text.replace(CHECK, '}'))) return null;
  return isLine(line) ? line : null;
}

function checkOf(text: string): string {
  return (foldText(0x13198a2e, text) >>> 0).toString(16).padStart(8, '0');
}

type Unknown = Readonly<Record<string, unknown>>;

function isLine(line: Unknown): line is Unknown & Line {
  switch (line.type) {
    case 'head':
      return isCampaign(line.campaign) && isText(line.command);
    case 'command':
      return isText(line.command);
    case 'batch':
      return isCount(line.elapsedMs) && isBatch(line.batch);
    case 'audited':
      return isCount(line.from);
    case 'different':
      return isCount(line.index) && isDifference(line.difference);
    case 'shrunk':
      return isText(line.name);
    default:
      return line.type === 'end';
  }
}

/** Only its format is looked at. */
function isOtherHead(line: Unknown): line is Unknown & Line {
  return isCount(line.format);
}

function isCampaign(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { version, seed, profile, overrides, coverage, audit, bug } = value;
  const isSpec = isText(version) && isText(seed) && isText(profile) && isObject(overrides);
  const isWay = typeof coverage === 'boolean' && typeof audit === 'boolean';
  return isSpec && isWay && (bug === null || isText(bug));
}

function isBatch(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { from, count, ticks, digest, failed, hashes, coverage, kinds } = value;
  if (!isCount(from) || !isCount(count) || !isCount(ticks)) return false;
  if (count === 0 || from + count > RUNS_MAX) return false;
  const isSum = Array.isArray(digest) && digest.length === 2 && digest.every(isCount);
  const isWithin = (run: unknown): boolean =>
    isFailed(run) && run.index >= from && run.index < from + count;
  const areWithin = Array.isArray(failed) && failed.every(isWithin);
  const areHashes = hashes === undefined || (isTexts(hashes) && hashes.length === count);
  return isSum && areWithin && areHashes && isCoverage(coverage) && isKinds(kinds);
}

function isFailed(run: unknown): run is FailedRun {
  if (!isObject(run)) return false;
  const { ticket, verdict, property, message, signature, hash } = run;
  const areTexts = isTexts([ticket, verdict, property, message, signature, hash]);
  return areTexts && [run.index, run.ticks, run.statements].every(isCount);
}

function isDifference(value: unknown): boolean {
  return isObject(value) && isTexts([value.message, value.first, value.second]);
}

function isCoverage(value: unknown): boolean {
  if (value === undefined) return true;
  try {
    Coverage.fromJSON(value as Parameters<typeof Coverage.fromJSON>[0]);
    return true;
  } catch {
    return false;
  }
}

function isKinds(value: unknown): boolean {
  return value === undefined || (isObject(value) && Object.values(value).every(isCount));
}

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
