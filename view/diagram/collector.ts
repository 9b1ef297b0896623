// A whole diagram, for pictures that cannot be drawn row by row. One that has too many rows is not kept.

import type { Endpoint, TraceEvent } from '../../sim/index.ts';
import type { Diagram, DiagramItem } from './model.ts';
import { DiagramReader, type ReaderOptions } from './reader.ts';

/** Why there is no diagram: it has more rows than it may have. */
export interface TooLong {
  readonly rows: number;
  /** The last tick up to which it would not have too many. */
  readonly fitsTo: number;
}

/** Takes in a trace, event by event. */
export class DiagramCollector {
  private readonly options: ReaderOptions;
  private readonly itemsMax: number;
  private readonly reader: DiagramReader;
  private items: DiagramItem[] = [];
  private rows = 0;
  private fitsTo = 0;

  constructor(options: ReaderOptions, itemsMax: number) {
    this.options = options;
    this.itemsMax = itemsMax;
    this.reader = new DiagramReader(options, (item) => this.keep(item));
  }

  add(event: TraceEvent): void {
    this.reader.add(event);
  }

  /** The diagram of a trace that ends in this tick. */
  finish(title: string, lanes: readonly Endpoint[], tick: number): Diagram | TooLong {
    const leftOut = this.reader.finish(tick);
    if (this.rows > this.itemsMax) return { rows: this.rows, fitsTo: this.fitsTo };
    const { window } = this.options;
    return { title, lanes, window, start: this.reader.start, items: this.items, leftOut };
  }

  private keep(item: DiagramItem): void {
    this.rows += 1;
    // What is still under way when a window closes takes rows of its own.
    if (this.rows * 10 < this.itemsMax * 9) this.fitsTo = Math.max(0, item.tick - 1);
    if (this.rows <= this.itemsMax) this.items.push(item);
    else this.items = [];
  }
}
