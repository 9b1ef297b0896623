// How parts of a picture are marked. The pictures themselves know no terminal: whoever shows them brings
// the marks, and `PLAIN` has none.

type Mark = (text: string) => string;

/** Marks for parts of a text. None may change the text's width on the screen. */
export interface Style {
  readonly strong: Mark;
  readonly faint: Mark;
  readonly good: Mark;
  readonly bad: Mark;
  readonly remark: Mark;
}

const same: Mark = (text) => text;

/** No marks: files, pipes, tests. */
export const PLAIN: Style = { strong: same, faint: same, good: same, bad: same, remark: same };
