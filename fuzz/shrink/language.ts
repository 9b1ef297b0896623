// Text to lines and back, by way of the engine's own parser and printer, each text only once.

import type { ClusterAction, Statement } from '../../dsl/index.ts';
import type { ClusterLine, Line } from './draft.ts';
import type { Engine } from './engine.ts';

/** Lines are parsed as part of a cluster so large that every node they may name is in it. */
const ROOM = 'cluster of 900\n';
/** Texts remembered at most. */
const REMEMBERED_MAX = 50_000;
const NOWHERE: Statement['span'] = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Reads and writes statements. */
export class Language {
  private readonly engine: Engine;
  private readonly lines = new Map<string, Line | null>();
  private readonly clusters = new Map<string, ClusterLine | null>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The statement that a text means; null when it means none, or more than one. */
  line(text: string): Line | null {
    let line = this.lines.get(text);
    if (line === undefined) {
      const { tests } = this.engine.parseFile('line.raft', ROOM + text);
      const statement = tests[0]?.statements[0];
      const isOne = tests.length === 1 && tests[0]?.statements.length === 1;
      line = statement === undefined || !isOne ? null : { text, statement };
      if (this.lines.size > REMEMBERED_MAX) this.lines.clear();
      this.lines.set(text, line);
    }
    return line;
  }

  /** Several texts; those that mean nothing are left out. */
  known(texts: readonly string[]): readonly Line[] {
    return texts.flatMap((text) => this.line(text) ?? []);
  }

  /** A statement as a line, in the printer's words; null when those do not read back. */
  printed(statement: Statement): Line | null {
    return this.line(this.engine.printStatements([statement]).join('\n'));
  }

  /** A `cluster of` as a line; null when its settings do not go together. */
  cluster(action: ClusterAction): ClusterLine | null {
    return this.clusterOf(this.engine.printStatements([{ span: NOWHERE, action }]).join('\n'));
  }

  /** The `cluster of` that a text means; null when it means none. */
  clusterOf(text: string): ClusterLine | null {
    let cluster = this.clusters.get(text);
    if (cluster === undefined) {
      const [test] = this.engine.parseFile('cluster.raft', text).tests;
      cluster = test === undefined ? null : { text, action: test.cluster };
      if (this.clusters.size > REMEMBERED_MAX) this.clusters.clear();
      this.clusters.set(text, cluster);
    }
    return cluster;
  }

  /** Whether a text is a file without mistakes, of one test. */
  isTest(text: string): boolean {
    return this.engine.parseFile('shrunk.raft', text).tests.length === 1;
  }
}
