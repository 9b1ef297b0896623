// What sequence diagrams of Mermaid and PlantUML have in common: who takes part, arrows one below the other, notes,
// and a bar while a node leads. Both have no slopes: an arrow stands where its message arrives or is lost.

import { type Endpoint, isClient, WORLD } from '../../sim/index.ts';
import type { LaneStates } from './lane-states.ts';
import type { Diagram, DiagramItem, Fate, MessageItem, NoteItem } from './model.ts';
import {
  fateText,
  foldText,
  leftOutText,
  noteLines,
  shortMessage,
  standingText,
  ticksText,
} from './words.ts';

/** An arrow of a sequence diagram. */
export interface SequenceArrow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly fate: Fate;
  readonly isAnswer: boolean;
  /** Not escaped. */
  readonly text: string;
}

/** How a language writes these things; texts come unescaped, each a line of its own. */
export interface SequenceSyntax {
  readonly head: (title: string, lanes: readonly Endpoint[]) => readonly string[];
  readonly arrow: (arrow: SequenceArrow) => string;
  readonly note: (lane: Endpoint, texts: readonly string[], isBad: boolean) => readonly string[];
  /** A note over all lanes. */
  readonly broad: (lanes: readonly Endpoint[], texts: readonly string[]) => readonly string[];
  readonly leads: (lane: Endpoint, doesLead: boolean) => string;
  readonly foot: readonly string[];
}

/** A diagram in a language, as lines. */
export function sequenceLines(diagram: Diagram, syntax: SequenceSyntax): string[] {
  return new Sequence(diagram, syntax).lines();
}

class Sequence {
  private readonly diagram: Diagram;
  private readonly syntax: SequenceSyntax;
  private readonly states: LaneStates;
  private readonly leading = new Set<Endpoint>();
  private lastTick = -1;

  constructor(diagram: Diagram, syntax: SequenceSyntax) {
    this.diagram = diagram;
    this.syntax = syntax;
    this.states = diagram.start.copy();
  }

  lines(): string[] {
    const { diagram, syntax } = this;
    const { lanes, items, leftOut, window } = diagram;
    const out = [...syntax.head(diagram.title, lanes)];
    const left = leftOutText(leftOut, window);
    if (left !== '') out.push(...syntax.broad(lanes, [left]));
    out.push(...this.standing(), ...this.bars());
    for (const item of items) {
      out.push(...this.item(item));
      this.states.take(item);
      out.push(...this.bars());
    }
    for (const lane of this.leading) out.push(syntax.leads(lane, false));
    return [...out, ...syntax.foot];
  }

  /** What was so before the window opened. */
  private standing(): string[] {
    const { lanes, window } = this.diagram;
    if (window.from === 0) return [];
    return lanes.flatMap((lane) => {
      if (isClient(lane)) return [];
      return this.syntax.note(lane, [standingText(this.states.of(lane))], false);
    });
  }

  private item(item: DiagramItem): readonly string[] {
    const { syntax } = this;
    const { lanes } = this.diagram;
    if (item.kind === 'fold') {
      this.lastTick = item.tick;
      const text = `${foldText(item)}, ${ticksText(item.firstTick, item.tick)}`;
      return syntax.broad(lanes, [text]);
    }
    const tick = this.tickOf(item.tick);
    if (item.kind === 'message') return [syntax.arrow(arrowOf(item, tick))];
    const lines = noteLines(item);
    const texts = [`${tick}${lines[0] ?? ''}`, ...lines.slice(1)];
    if (item.node === WORLD || !lanes.includes(item.node)) return syntax.broad(lanes, texts);
    return syntax.note(item.node, texts, isBad(item));
  }

  /** The tick, where it is another than in the line before. */
  private tickOf(tick: number): string {
    const isSame = tick === this.lastTick;
    this.lastTick = tick;
    return isSame ? '' : `(${tick}) `;
  }

  /** Bars begin and end with leadership. */
  private bars(): string[] {
    const lines: string[] = [];
    for (const lane of this.diagram.lanes) {
      const { role, mode } = this.states.of(lane);
      const doesLead = role === 'leader' && mode !== 'down';
      if (doesLead === this.leading.has(lane)) continue;
      if (doesLead) this.leading.add(lane);
      else this.leading.delete(lane);
      lines.push(this.syntax.leads(lane, doesLead));
    }
    return lines;
  }
}

function arrowOf(item: MessageItem, tick: string): SequenceArrow {
  const { packet, fate } = item;
  const { from, to } = packet;
  const fared = fateText(item);
  const text = `${tick}${shortMessage(packet).join(' · ')}${fared === '' ? '' : ` (${fared})`}`;
  return { from, to, fate, isAnswer: packet.kind.endsWith('-response'), text };
}

function isBad({ facts }: NoteItem): boolean {
  return facts.some(({ sort }) => sort === 'violation' || sort === 'down');
}
