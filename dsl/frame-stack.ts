// The blocks that are being carried out, each inside the one before: where a run stands in its text.

import type { Statement } from './ast.ts';
import { copyFrame, type Frame, type Place } from './machine.ts';

/** Frames, the innermost last. Empty when every statement was carried out. */
export class FrameStack {
  private readonly frames: Frame[];

  constructor(frames: readonly Frame[]) {
    this.frames = [...frames];
  }

  /** Blocks inside one another. */
  get depth(): number {
    return this.frames.length;
  }

  /** The innermost frame. */
  get top(): Frame | undefined {
    return this.frames.at(-1);
  }

  /** Whether there is nothing behind what was carried out, in the outermost block itself. */
  get isThrough(): boolean {
    const [frame] = this.frames;
    if (frame === undefined) return true;
    return this.frames.length === 1 && frame.next >= frame.statements.length;
  }

  push(frame: Frame): void {
    this.frames.push(frame);
  }

  pop(): void {
    this.frames.pop();
  }

  /** The next statement of a frame, which it is moved past; null at its end. */
  next(frame: Frame): Place | null {
    const statement = frame.statements[frame.next] as Statement | undefined;
    if (statement === undefined) return null;
    frame.next += 1;
    return { statement, file: frame.file, variables: frame.variables };
  }

  /** The innermost statement that was begun last. */
  current(): Place | null {
    for (const frame of [...this.frames].reverse()) {
      const statement = frame.statements.at(Math.max(0, frame.next - 1));
      if (statement !== undefined) {
        return { statement, file: frame.file, variables: frame.variables };
      }
    }
    return null;
  }

  /** The line of a file that is running: inside a definition of another one, the line that called it. */
  lineIn(file: string, place: Place): number {
    if (place.file === file) return place.statement.span.line;
    const caller = this.frames.findLast((frame) => frame.file === file);
    return caller?.statements.at(Math.max(0, caller.next - 1))?.span.line ?? 0;
  }

  /** Frames of their own that stand at the same places. */
  copy(): FrameStack {
    return new FrameStack(this.frames.map(copyFrame));
  }
}
