// Mistakes in what was typed at a prompt, with the hints that help there.

import type { Diagnostic } from '../../dsl/index.ts';
import type { PromptWord } from './words-of-prompt.ts';

/** A mistake with the hint that helps at a prompt. */
export function atPrompt(diagnostic: Diagnostic): Diagnostic {
  const { code, hint } = diagnostic;
  if (code === 'no-cluster') return { ...diagnostic, hint: 'type `cluster of 3` first' };
  if (hint?.includes('docs/language.md') !== true) return diagnostic;
  return { ...diagnostic, hint: '`help` lists all commands' };
}

/** A word of the prompt that was typed into a block, which takes statements only. */
export function inBlock(diagnostic: Diagnostic, word: PromptWord): Diagnostic {
  const message = `\`${word}\` is a word of the prompt, and a block is open`;
  const hint = '`end` completes the block, Ctrl-C throws it away';
  return diagnostic.code === 'unknown-command' ? { ...diagnostic, message, hint } : diagnostic;
}
