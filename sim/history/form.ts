// What JSON and EDN have in common, as far as histories go: one kind of tree for both, with places.

/** A datum of a file. `at` is the offset of its first letter. */
export type Form =
  | { readonly kind: 'nil'; readonly at: number }
  /** A number, `true`, `false`, or a symbol, as written. */
  | { readonly kind: 'plain'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  /** Without its colon. */
  | { readonly kind: 'keyword'; readonly text: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Form[]; readonly at: number }
  /** Keys and values by turns. */
  | { readonly kind: 'map'; readonly items: readonly Form[]; readonly at: number };

/** What is wrong with a text, and where. */
export interface FormProblem {
  readonly at: number;
  readonly message: string;
}

/** Lists in lists that are read; deeper ones are refused, so that no file exhausts the stack. */
export const DEPTH_MAX = 64;

/** Where a reader is; it stops for good at the first problem. */
export interface Cursor {
  readonly text: string;
  at: number;
  problem: FormProblem | undefined;
}

/** Reads the next datum; undefined at the end of the text or after a problem, which the cursor keeps. */
export type ReadForm = (cursor: Cursor) => Form | undefined;

/** The offset behind the letters from `at` on that are none of `stops` and no white space. */
export function tokenEnd(text: string, at: number, stops: string): number {
  let end = at;
  while (end < text.length && !isSpace(text.charCodeAt(end)) && !stops.includes(text.charAt(end))) {
    end += 1;
  }
  return end;
}

/** White space of both formats. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Notes a problem. */
export function refuse(cursor: Cursor, at: number, message: string): undefined {
  cursor.problem ??= { at, message };
  return undefined;
}

/** Notes that something which begins at an offset has no end. */
export function refuseCutOff(cursor: Cursor, at: number, what: string): undefined {
  return refuse(cursor, at, `this ${what} never ends; the file seems to be cut off`);
}

/** A keyword's or a text's letters: what names fields and says what they are. */
export function wordOf(form: Form | undefined): string | undefined {
  return form?.kind === 'keyword' || form?.kind === 'text' ? form.text : undefined;
}

/** The value of a map's key, the last if there are several. */
export function fieldOf(form: Form, name: string): Form | undefined {
  if (form.kind !== 'map') return undefined;
  for (let offset = form.items.length - 2; offset >= 0; offset -= 2) {
    if (wordOf(form.items[offset]) === name) return form.items[offset + 1];
  }
  return undefined;
}

/** A number as values are compared: whole ones without signs and zeros that say nothing. */
export function plainNumber(text: string): string {
  const whole = /^([+-]?)0*(\d+)N?$/.exec(text);
  if (whole === null) return text;
  const [, sign, digits] = whole;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}
