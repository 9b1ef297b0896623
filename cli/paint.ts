// Colours, from chalk. Only reports that are shown load it.

import { Chalk } from 'chalk';
import { PLAIN, type Style } from '../view/index.ts';
import type { Output } from './host.ts';

/** The marks that an output takes. */
export function paintFor(output: Output): Style {
  if (output.colours === 0) return PLAIN;
  const chalk = new Chalk({ level: output.colours });
  return {
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    remark: chalk.yellow,
  };
}
