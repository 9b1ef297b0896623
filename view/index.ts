// Pictures from traces and states. Pure functions from data to lines of text; the caller brings the marks.

export { type ColumnsLook, columnsWidth, TraceColumns } from './columns.ts';
export { type CoverageLook, rateText, renderCoverage } from './coverage.ts';
export * from './diagram/index.ts';
export {
  type EventLine,
  type EventListOptions,
  EventStream,
  eventsThatLedHere,
  foldHeartbeats,
  renderEvents,
} from './events.ts';
export { type FailureFacts, renderFacts } from './facts.ts';
export {
  bugOption,
  quoted,
  type Replay,
  replayLine,
  STANDARD_INPUT,
  stepLine,
  updateLine,
} from './replay-line.ts';
export { fitDiagnostic, type FittedDiagnostic } from './source-frame.ts';
export { renderState } from './state-table.ts';
export { PLAIN, type Style } from './style.ts';
export { renderPath } from './request-path.ts';
export { eventObject, traceHeader, type TraceStart } from './trace-json.ts';
export { type Column, renderTable } from './table.ts';
export { counted, grouped, hanging, shortCount, shortened, visible, wrapped } from './words.ts';
