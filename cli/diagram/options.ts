// Options of `diagram`, judged.

import { extname, resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import { judgeTarget } from '../files/target.ts';
import { judgeSeed } from '../run/seed.ts';

/** Forms in which a diagram can be written. */
export const DIAGRAM_FORMATS = ['text', 'svg', 'mermaid', 'plantuml', 'shiviz'] as const;
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

/** Endings of files that tell the form. */
const ENDINGS: Readonly<Record<string, DiagramFormat>> = {
  '.txt': 'text',
  '.svg': 'svg',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.puml': 'plantuml',
  '.plantuml': 'plantuml',
  '.log': 'shiviz',
};

/** Ticks before and after a place, unless something else is typed. */
const MARGIN = 30;

/** Options as they come from the command line. */
export interface TypedDiagramOptions {
  readonly format?: DiagramFormat | undefined;
  readonly out?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly around?: string | undefined;
  readonly margin?: string | undefined;
  readonly heartbeats?: boolean | undefined;
  readonly title?: string | undefined;
  readonly width?: string | undefined;
  readonly grep?: string | undefined;
  readonly seed: string;
  readonly bug?: string | undefined;
}

/** A place in time: where a test fails, or a tick. */
export interface Around {
  readonly place: 'failure' | number;
  readonly margin: number;
}

/** What `diagram` was asked for. */
export interface DiagramOptions {
  readonly format: DiagramFormat;
  /** Absolute path of the file to write; standard output when undefined. */
  readonly out: string | undefined;
  readonly shownOut: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly around: Around | undefined;
  readonly heartbeats: boolean;
  readonly title: string | undefined;
  readonly width: number | undefined;
  readonly grep: string | undefined;
  readonly seed: string;
  readonly bug: string | undefined;
  /** As it was typed, for lines to type next. */
  readonly typed: TypedDiagramOptions;
}

/** Judges what was typed in a folder. Throws a `UsageError`. */
export function judgeDiagramOptions(typed: TypedDiagramOptions, folder: string): DiagramOptions {
  const { heartbeats = false, title, grep, bug } = typed;
  if (grep === '') throw new UsageError('--grep needs a text', "type a part of a test's name");
  const from = whole(typed.from, '--from', 'a tick');
  const to = whole(typed.to, '--to', 'a tick');
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from ${from} is behind --to ${to}`, `--from ${to} --to ${from}`);
  }
  const around = judgeAround(typed);
  if (around !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError(
      '--around and --from or --to exclude each other',
      'use --around with --margin, or --from and --to',
    );
  }
  const target = { option: '--out', folder, ownOnly: false };
  return {
    format: typed.format ?? formatOf(typed.out),
    out: typed.out === undefined ? undefined : judgeTarget(typed.out, target),
    shownOut: typed.out ?? '',
    ...{ from, to, around, heartbeats, title, grep },
    width: judgeWidth(typed.width),
    seed: judgeSeed(typed.seed).seed,
    bug: bug === undefined ? undefined : resolve(folder, bug),
    typed,
  };
}

function judgeAround({ around, margin }: TypedDiagramOptions): Around | undefined {
  const ticks = whole(margin, '--margin', 'a number of ticks');
  if (around === undefined) {
    if (ticks === undefined) return undefined;
    throw new UsageError('--margin goes with --around', '--around failure --margin 60');
  }
  const place = /^\d{1,9}$/.test(around) ? Number(around) : 'failure';
  if (place === 'failure' && around !== 'failure') {
    throw new UsageError(
      `--around ${JSON.stringify(around)} is no place`,
      'type --around failure, or a tick as in --around 120',
    );
  }
  return { place, margin: ticks ?? MARGIN };
}

function judgeWidth(typed: string | undefined): number | undefined {
  const width = whole(typed, '--width', 'a number of letters');
  if (width !== undefined && width < 10) {
    throw new UsageError(`--width ${width} is too narrow`, 'type 10 or more');
  }
  return width;
}

function whole(typed: string | undefined, option: string, what: string): number | undefined {
  if (typed === undefined) return undefined;
  if (/^\d{1,9}$/.test(typed)) return Number(typed);
  throw new UsageError(
    `${option} ${JSON.stringify(typed)} is not ${what}`,
    `type a whole number from 0, as in ${option} 40`,
  );
}

function formatOf(out: string | undefined): DiagramFormat {
  if (out === undefined) return 'text';
  const format = ENDINGS[extname(out).toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(
    `the ending of ${out} tells no format`,
    `give one by --format (${DIAGRAM_FORMATS.join(', ')}), or an ending (${Object.keys(ENDINGS).join(' ')})`,
  );
}
