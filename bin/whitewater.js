#!/usr/bin/env node
// Starts the compiled command. In a clone, `npm ci` or `npm run build` compiles it.

import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'whitewater: not built yet, so there is nothing to start\nhint: type `npm run build`\n',
  );
  process.exitCode = 2;
}
