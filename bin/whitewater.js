#!/usr/bin/env node
// Starts the compiled command. In a clone, `npm ci` or `npm run build` compiles it.

import { existsSync } from 'node:fs';

// The bundle starts faster; the plain modules serve where only the compiler ran.
const mains = ['../dist/command/main.js', '../dist/cli/main.js'].map(
  (place) => new URL(place, import.meta.url),
);
const main = mains.find((place) => existsSync(place));
if (main !== undefined) {
  await import(main.href);
} else {
  process.stderr.write(
    'whitewater: not built yet, so there is nothing to start\nhint: type `npm run build`\n',
  );
  process.exitCode = 2;
}
