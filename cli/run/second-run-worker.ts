// The thread of a second run: parses the texts it is given, runs one test, answers and ends.

import { parentPort, workerData } from 'node:worker_threads';
import { loadEngine } from '../engine.ts';
import type { SecondRunAnswer, SecondRunOrder } from './second-run.ts';

/** Ticks a piece; nobody interrupts this thread but by ending it. */
const PIECE_TICKS = 1 << 16;

async function run(order: SecondRunOrder): Promise<SecondRunAnswer> {
  const { path, sources, index, settings } = order;
  const engine = await loadEngine(settings.bug);
  const files = { read: (name: string) => sources.get(name) };
  const { tests } = engine.parseFile(path, sources.get(path) ?? '', files);
  const test = tests[index];
  if (test === undefined) throw new Error(`${path} has no test ${index} in a second thread`);
  const running = engine.start(test, settings);
  while (!running.advance(PIECE_TICKS));
  const { hash, verdict, ticks, trace, failure } = running.result();
  return { hash, verdict, ticks, trace: settings.trace ? (trace ?? failure?.events ?? []) : [] };
}

parentPort?.postMessage(await run(workerData as SecondRunOrder));
