// A file and what it uses: reading, size and sanity of the text, and the definitions that `use` brings.

import type { Definition, Statement } from './ast.ts';
import { nestBlocks } from './blocks.ts';
import type { DiagnosticSink, Span } from './diagnostics.ts';
import { grouped } from '../sim/index.ts';
import type { Limits } from './limits.ts';
import type { ParsedBeginning } from './parsed-beginning.ts';
import { type ParsedLine, parseLine } from './parser.ts';
import { linesOf, NOWHERE, type SourceLine } from './tokens.ts';

/**
 * How `use` reaches other files. Paths are relative to the folder of the run, separated by `/`, already
 * normalised and inside that folder. Answers undefined when there is no such file.
 */
export interface FilePort {
  read(path: string): string | undefined;
}

/** One parsed file. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Statements outside blocks, in order. */
  readonly statements: readonly Statement[];
  /** What each `use` line brings, by its statement. */
  readonly imports: ReadonlyMap<string, readonly Definition[]>;
}

/** Loads files, each once, and reports what is wrong with them. */
export class SourceLoader {
  /** The text of every file that was read. */
  readonly texts = new Map<string, string>();
  private readonly loaded = new Map<string, Source>();
  private readonly loading: string[] = [];
  private readonly root: string;
  private readonly files: FilePort | undefined;
  private readonly limits: Limits;
  private readonly sink: DiagnosticSink;
  private readonly beginning: ParsedBeginning | undefined;

  /** `beginning`: what is known of the text that is loaded first. */
  constructor(
    mainPath: string,
    files: FilePort | undefined,
    limits: Limits,
    sink: DiagnosticSink,
    beginning?: ParsedBeginning,
  ) {
    // A file that itself lies outside the folder of the run may use what lies beside and below it.
    const outside =
      mainPath.startsWith('/') || mainPath.startsWith('../') || mainPath.includes(':');
    this.root = outside ? folderOf(mainPath) : '';
    this.files = files;
    this.limits = limits;
    this.sink = sink;
    this.beginning = beginning;
  }

  /** Every definition of every file that was read. */
  definitions(): readonly Definition[] {
    return [...this.loaded.values()].flatMap(({ statements }) =>
      statements.flatMap(({ action }) => (action.kind === 'define' ? [action.definition] : [])),
    );
  }

  /** Parses a text; what it uses is loaded through the port. */
  load(path: string, text: string): Source {
    this.texts.set(path, text);
    this.loading.push(path);
    const { lines, imports } = this.parseLines(path, text);
    this.loading.pop();
    const accept = this.sink.errorsIn(path);
    const statements = nestBlocks(lines, path, this.limits, accept);
    const source: Source = { path, text, statements, imports };
    this.loaded.set(path, source);
    return source;
  }

  private parseLines(path: string, text: string): { lines: ParsedLine[]; imports: Imports } {
    const imports: Imports = new Map();
    const problem = unreadable(text, this.limits);
    if (problem !== undefined) {
      this.sink.errorsIn(path)(problem.code, problem.span, problem.message, problem.hint);
      return { lines: [], imports };
    }
    // `use` and `define` first: the names they bring begin statements anywhere in the file.
    const names = new Set<string>();
    const early = new Map<number, ParsedLine | undefined>();
    const hasHeads = HEADS.test(text);
    for (const { line, tokens } of hasHeads ? linesOf(text) : []) {
      const word = tokens[0]?.image.toLowerCase();
      if (word !== 'use' && word !== 'define') continue;
      const parsed = parseLine(tokens, names, this.limits, this.sink.errorsIn(path));
      early.set(line, parsed);
      if (parsed?.kind !== 'statement') continue;
      for (const definition of this.definitionsOf(path, parsed.statement, imports)) {
        names.add(definition.name.text.toLowerCase());
      }
    }
    const accept = this.sink.errorsIn(path);
    const beginning = hasHeads || this.loading.length > 1 ? undefined : this.beginning;
    const known = beginning?.of(text);
    const parsed: ParsedLine[] = [...(known?.lines ?? [])];
    for (const line of linesOf(known?.rest ?? text, undefined, known?.count)) {
      if (this.sink.isFull) break;
      const result = early.has(line.line)
        ? early.get(line.line)
        : parseLine(line.tokens, names, this.limits, accept);
      if (result !== undefined) parsed.push(result);
      else keepBlock(line, parsed);
    }
    if (!this.sink.failed) beginning?.remember(text, parsed);
    return { lines: parsed, imports };
  }

  private definitionsOf(
    path: string,
    statement: Statement,
    imports: Imports,
  ): readonly Definition[] {
    const { action } = statement;
    if (action.kind === 'define') return [action.definition];
    if (action.kind !== 'use') return [];
    const brought = this.use(path, action.path.text, statement);
    imports.set(action.path.text, brought);
    return brought;
  }

  /** The definitions of the file that `from` calls `written`. */
  private use(from: string, written: string, statement: Statement): readonly Definition[] {
    const accept = this.sink.errorsIn(from);
    const { span } = statement;
    const path = resolvePath(folderOf(from), written);
    if (path === undefined || !isInside(path, this.root)) {
      const message = `"${written}" lies outside the folder of this run, and a file can use only what is in it`;
      accept('use-outside', span, message, 'use a path below this file, such as "common.raft"');
      return [];
    }
    if (path === '' || path === folderOf(from)) {
      const message = `"${written}" is a folder, and a file can use only files`;
      accept('use-missing', span, message, 'use a path below this file, such as "common.raft"');
      return [];
    }
    if (this.loading.includes(path)) {
      const circle = [...this.loading.slice(this.loading.indexOf(path)), path].join(' → ');
      const message =
        path === from
          ? 'this file uses itself'
          : `these files use each other in a circle: ${circle}`;
      const hint = 'put what they share into a file that uses neither';
      accept('use-circle', span, message, path === from ? 'delete this line' : hint);
      return [];
    }
    if (this.loading.length >= this.limits.nesting) {
      accept('nesting', span, `files use files deeper than ${grouped(this.limits.nesting)} levels`);
      return [];
    }
    const known = this.loaded.get(path);
    if (known !== undefined) return exportsOf(known);
    if (this.files === undefined) {
      const message = `"${written}" cannot be read: whoever parses this file gave no way to read others`;
      accept('use-without-files', span, message, 'pass `{ read: (path) => … }` to parseFile');
      return [];
    }
    const text = this.files.read(path);
    if (text === undefined) {
      const message = `there is no file "${written}" (looked for ${path})`;
      accept('use-missing', span, message, 'paths are relative to the file that uses them');
      return [];
    }
    return exportsOf(this.load(path, text));
  }
}

/** Whether a text can hold a line that must be read before the others. */
export const HEADS = /\b(?:use|define)\b/i;

type Imports = Map<string, readonly Definition[]>;

/** A line that failed may still open or close a block; without it the errors that follow would be wrong. */
function keepBlock(line: SourceLine, parsed: ParsedLine[]): void {
  const [first] = line.tokens;
  const word = first?.image.toLowerCase();
  if (first === undefined) return;
  const { startLine = 1, startColumn = 1, endColumn = 1 } = first;
  const span = {
    line: startLine,
    column: startColumn,
    endLine: startLine,
    endColumn: endColumn + 1,
  };
  if (word === 'repeat') {
    const count = { kind: 'number', value: 1, text: '1', span } as const;
    parsed.push({
      kind: 'statement',
      statement: { span, action: { kind: 'repeat', count, body: [] } },
    });
  } else if (word === 'define') {
    const definition = { name: { text: '', span }, parameters: [], body: [], file: '' };
    parsed.push({ kind: 'statement', statement: { span, action: { kind: 'define', definition } } });
  } else if (word === 'end') {
    parsed.push({ kind: 'end', token: first });
  }
}

/** All definitions a file makes and brings, later ones of a name in place of earlier ones. */
function exportsOf(source: Source): readonly Definition[] {
  const found = new Map<string, Definition>();
  for (const { action } of source.statements) {
    const brought =
      action.kind === 'define'
        ? [action.definition]
        : action.kind === 'use'
          ? (source.imports.get(action.path.text) ?? [])
          : [];
    for (const definition of brought) found.set(definition.name.text.toLowerCase(), definition);
  }
  return [...found.values()];
}

/** Why a text cannot be a scenario at all. */
export function unreadable(text: string, limits: Limits): Unreadable | undefined {
  if (text.length > limits.fileSize) {
    const message = `the file has ${grouped(text.length)} characters; at most ${grouped(limits.fileSize)} are read`;
    const hint = 'split it, or repeat with `repeat N times`';
    return { code: 'file-too-large', span: NOWHERE, message, hint };
  }
  // eslint-disable-next-line no-control-regex -- control characters are what tells binary data apart
  const strange = text.slice(0, 65_536).match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0;
  if (text.includes('\u0000') || strange * 10 > Math.min(text.length, 65_536)) {
    const message = 'this is not a text file: it holds bytes that no scenario can hold';
    const hint = 'a scenario is UTF-8 text, one statement a line';
    return { code: 'not-text', span: NOWHERE, message, hint };
  }
  return tooLongLine(text, limits);
}

interface Unreadable {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
  readonly hint: string;
}

function tooLongLine(text: string, limits: Limits): Unreadable | undefined {
  let line = 1;
  let start = 0;
  while (start < text.length) {
    let end = start;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
    if (end - start > limits.lineLength) {
      const message = `line ${line} has ${grouped(end - start)} characters; at most ${grouped(limits.lineLength)} are read`;
      const span = { line, column: 1, endLine: line, endColumn: 2 };
      return { code: 'line-too-long', span, message, hint: 'write one statement a line' };
    }
    start = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    line += 1;
  }
  return undefined;
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function isInside(path: string, root: string): boolean {
  if (root === '') return !path.startsWith('/') && path !== '..' && !path.startsWith('../');
  return path.startsWith(`${root}/`);
}

/** `written` as seen from `folder`, normalised; undefined when it is absolute or climbs out of everything. */
function resolvePath(folder: string, written: string): string | undefined {
  if (written.startsWith('/') || written.includes('\\') || /^[a-z]+:/i.test(written))
    return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length === 0 || parts.at(-1) === '..' || parts.at(-1) === '') return undefined;
    else parts.pop();
  }
  return parts.join('/');
}
