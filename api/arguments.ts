// What is passed from programs without types, said in words instead of failing somewhere inside.

/** Throws a `TypeError` that names what was expected and what came, unless it is an object (and no array). */
export function mustBeObject(value: unknown, what: string, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`${what} must be an object such as ${example} (got ${told(value)})`);
}

/** Throws a `TypeError` that says what can stand there, unless all keys are among `known`. */
export function mustBeKnown(value: object, known: readonly string[], what: string): void {
  const strange = Object.keys(value).find((key) => !known.includes(key));
  if (strange === undefined) return;
  throw new TypeError(`${what} know no \`${strange}\`; there are ${known.join(', ')}`);
}

/** Throws a `TypeError` unless it is a text. */
export function mustBeText(value: unknown, what: string, example: string): void {
  if (typeof value === 'string') return;
  throw new TypeError(`${what} must be a text such as ${example} (got ${told(value)})`);
}

/** A value as a person would name it. */
export function told(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : JSON.stringify(value);
}
