// Histories of clients: what they are made of, how they are read from text, and whether they are linearizable.
// `checkHistory` takes all operations and answers with a verdict; when it is `violated`, with the few
// operations that show it, which `windowSentence` and `windowLines` put into words.

export { exactlyOnceProblem, type RequestEffect } from './exactly-once.ts';
export { type OperationWords, windowLines, windowSentence } from './explain.ts';
export { checkHistory, HISTORY_STEPS_MAX, type HistoryJudgement } from './judge.ts';
export type { HistoryCall, HistoryOperation, HistoryOutcome, HistoryValue } from './operation.ts';
export { type HistoryRead, type HistoryReadOptions, readHistory } from './read-history.ts';
export type { ViolationWindow } from './window.ts';
