// The `whitewater` command: connects the command line with this process.

import { explain } from './mistakes.ts';
import { createProcessHost } from './process-host.ts';
import { runCommandLine } from './program.ts';

const fail = async (error: unknown): Promise<never> =>
  process.exit(await explain(error, (text) => process.stderr.write(text)));

process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));

const words = process.argv.slice(2);
const host = createProcessHost({ colours: !words.includes('--no-color') });
// Also taken behind a command: `whitewater run --no-color`.
const status = await runCommandLine(
  words.filter((word) => word !== '--no-color'),
  host,
);
// Ends by itself when all output is written; a signal's handler would keep it alive for nothing else. An
// output that failed has set the status already.
process.exitCode ??= status;
