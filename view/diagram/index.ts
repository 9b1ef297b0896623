// Diagrams of a trace. A `DiagramSurvey` says who is in it; a `DiagramReader` turns its events into rows, which
// `TextDiagram` draws one by one; a `DiagramCollector` keeps them for what can only be drawn as a whole.

export { DiagramCollector } from './collector.ts';
export { MERMAID_TEXT_MAX, mermaidText, renderMermaid } from './mermaid.ts';
export type { Diagram, DiagramItem, DiagramWindow, LeftOut } from './model.ts';
export { plantumlText, renderPlantuml } from './plantuml.ts';
export { brokenAt as inLines, printable } from './printable.ts';
export { DiagramReader, type ReaderOptions } from './reader.ts';
export { ShivizLog } from './shiviz.ts';
export { DiagramSurvey } from './survey.ts';
export { renderSvg } from './svg.ts';
export { TextDiagram, textLegend } from './text.ts';
export { leftOutText } from './words.ts';
