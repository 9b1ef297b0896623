// Reads XML with a real parser; throws when it is not well-formed.

import { SaxesParser } from 'saxes';

export interface ReadXml {
  readonly count: (name: string) => number;
  /** Attributes of the first element of that name. */
  readonly first: (name: string) => Readonly<Record<string, string>> | undefined;
}

export function readXml(text: string): ReadXml {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes }));
  parser.write(text).close();
  return {
    count: (name) => elements.filter((element) => element.name === name).length,
    first: (name) => elements.find((element) => element.name === name)?.attributes,
  };
}
