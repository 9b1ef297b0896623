// Which failures are taken for one bug: what broke, in the same words, whatever nodes, values and numbers they name.

import type { TestResult } from '../../dsl/index.ts';
import { findProperty } from '../../sim/index.ts';

/** Id of the property that broke; the verdict when none did. */
export function brokenBy({ failure, verdict }: TestResult): string {
  const property = failure?.property;
  return property === undefined ? verdict : (findProperty(property.name)?.id ?? 'assertion');
}

/** The same text for failures that only differ in nodes, clients, values and numbers. */
export function signatureOf(property: string, message: string): string {
  const words = message
    // A majority that is judged alone after the storm breaks what the storm would have broken.
    .replace(/^when [^,]*(?:, [^,]*)* recovers? alone, /, '')
    .replace(/\{[\d ]*\}(?: to \{[\d ]*\})?(?: with learners? \d+(?:(?:, | and | )\d+)*)?/g, '{N}')
    .replace(/"[^"]*"|\bv\d+x?\b|\bnil\b/g, 'VALUE')
    .replace(/\b([nc])\d+(?:(?:, | and )\1\d+)*/g, '$1N')
    .replace(/\d+(?:,\d{3})*/g, 'N');
  return `${property}: ${words}`;
}
