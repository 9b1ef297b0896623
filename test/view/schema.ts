// Checks a value against a JSON Schema, as far as docs/trace.schema.json makes use of schemas: a word that is not
// known here is a mistake, so that nothing passes unseen.

export type Schema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

/** What is wrong, with its place; empty when nothing is. */
export function problemsOf(value: unknown, schema: Schema, root: Schema, at = ''): string[] {
  const { type } = schema;
  // Of another type, nothing else is worth a look.
  if (typeof type === 'string' && TYPES[type]?.(value) !== true) return [`${at} is no ${type}`];
  return Object.entries(schema).flatMap(([word, wanted]) => {
    const problem = `${at || 'the line'} is not as \`${word}\` wants it`;
    const when = (isWrong: boolean): string[] => (isWrong ? [problem] : []);
    switch (word) {
      case '$schema':
      case '$defs':
      case 'title':
      case 'type':
      case 'description':
        return [];
      case '$ref': {
        const name = String(wanted).replace('#/$defs/', '');
        return problemsOf(value, (root.$defs as Record<string, Schema>)[name], root, at);
      }
      case 'const':
        return when(value !== wanted);
      case 'enum':
        return when(!(wanted as unknown[]).includes(value));
      case 'pattern':
        return when(!new RegExp(String(wanted), 'u').test(String(value)));
      case 'minimum':
        return when((value as number) < (wanted as number));
      case 'anyOf':
      case 'oneOf': {
        const tries = (wanted as Schema[]).map((each) => problemsOf(value, each, root, at));
        const fitting = tries.filter((problems) => problems.length === 0).length;
        return when(word === 'oneOf' ? fitting !== 1 : fitting === 0);
      }
      case 'items':
        return (value as unknown[]).flatMap((each, place) =>
          problemsOf(each, wanted as Schema, root, `${at}[${place}]`),
        );
      case 'required':
        return (wanted as string[]).flatMap((key) =>
          key in (value as object) ? [] : [`${at}.${key} is missing`],
        );
      case 'additionalProperties': {
        const known = Object.keys(schema.properties as object);
        const others = Object.keys(value as object).filter((key) => !known.includes(key));
        return others.map((key) => `${at}.${key} is not described`);
      }
      case 'properties':
        return Object.entries(wanted as Record<string, Schema>).flatMap(([key, inner]) => {
          const own = (value as Record<string, unknown>)[key];
          return own === undefined ? [] : problemsOf(own, inner, root, `${at}.${key}`);
        });
      default:
        throw new Error(`the schema uses ${word}, which is not checked here`);
    }
  });
}
