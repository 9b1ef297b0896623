// The version of the package.

import { readFileSync } from 'node:fs';

/** The version in package.json, which lies above both the sources and the compiled files. */
export function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
