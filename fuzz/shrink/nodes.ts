// Nodes by another number, or gone: in every place of a statement where a node is named.

import type { ClusterAction, Operand, Statement } from '../../dsl/index.ts';
import type { Draft, Line } from './draft.ts';
import type { Language } from './language.ts';

/** What a node becomes; null when it goes. */
export type Renumbering = (node: number) => number | null;

/** Fields that hold nodes, in whatever statement. */
const NODE_FIELDS = ['nodes', 'node', 'from', 'to', 'through', 'by', 'members', 'groups']
  .concat(['selector', 'on', 'victim'])
  .concat(['source']);

/** Properties whose values are nodes. */
const NODE_VALUES = ['votedfor', 'vote', 'leader', 'source', 'config', 'configuration']
  .concat(['oldconfig', 'learners', 'committedconfig'])
  .concat(['committedconfiguration']);

/** Something of a statement that went, so that the statement goes with it. */
const GONE = Symbol('gone');

/** A draft whose nodes have other numbers. Statements that speak only of nodes that are gone go too. */
export function renumbered(draft: Draft, to: Renumbering, language: Language): readonly Line[] {
  return draft.lines.flatMap((line) => renumberedLine(line, to, language) ?? []);
}

function renumberedLine({ statement }: Line, to: Renumbering, language: Language): Line | null {
  const action = mapped(statement.action, to, false);
  return action === GONE
    ? null
    : language.printed({ ...statement, action } as unknown as Statement);
}

/** A part of the tree with other nodes in it. */
function mapped(tree: unknown, to: Renumbering, isNode: boolean): unknown {
  if (Array.isArray(tree)) {
    const parts = tree as readonly unknown[];
    const items = parts.map((item) => mapped(item, to, isNode)).filter((item) => item !== GONE);
    return items.length === 0 && parts.length > 0 ? GONE : items;
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  if (isOperand(tree)) return isNode ? mappedOperand(tree, to) : tree;
  const fields: [string, unknown][] = [];
  for (const [key, held] of Object.entries<unknown>({ ...tree })) {
    const value = key === 'span' ? held : mapped(held, to, holdsNodes(tree, key));
    if (value === GONE) return GONE;
    fields.push([key, value]);
  }
  return Object.fromEntries(fields);
}

function mappedOperand(operand: Operand, to: Renumbering): unknown {
  if (operand.kind === 'set') {
    const items = operand.items.map((item) => mappedOperand(item, to));
    const left = items.filter((item) => item !== GONE);
    return left.length === 0 ? GONE : { ...operand, items: left };
  }
  const digits = 'text' in operand ? /^n?(\d+)$/i.exec(operand.text)?.[1] : undefined;
  if (digits === undefined) return operand;
  const node = to(Number(digits));
  return node === null ? GONE : { ...operand, kind: 'number', value: node, text: String(node) };
}

/** Whether a field names nodes. An index, a key and a value do not, whatever their field is called. */
function holdsNodes(parent: object, key: string): boolean {
  const { kind } = parent as { readonly kind?: string };
  if (kind === 'compact' && key === 'to') return false;
  if (key !== 'right') return NODE_FIELDS.includes(key);
  const { left } = parent as { readonly left?: { readonly names?: readonly { text: string }[] } };
  return NODE_VALUES.includes(left?.names?.at(-1)?.text.toLowerCase() ?? '');
}

const OPERANDS = ['number', 'word', 'string', 'list', 'set', 'range', 'variable'];

function isOperand(tree: object): tree is Operand {
  const { kind } = tree as { readonly kind?: unknown };
  return typeof kind === 'string' && OPERANDS.includes(kind) && 'span' in tree;
}

/** How many voters and learners a cluster begins with. */
export function sizesOf({ size, options }: ClusterAction): { voters: number; learners: number } {
  const learners = options.flatMap((option) =>
    option.kind === 'learners' ? [numberIn(option.count)] : [],
  );
  return { voters: numberIn(size), learners: learners[0] ?? 0 };
}

/** A draft without a node it begins with; null when it is the last voter. */
export function withoutNode(draft: Draft, gone: number, language: Language): Draft | null {
  const { action } = draft.cluster;
  const { voters, learners } = sizesOf(action);
  const isVoter = gone < voters;
  if (isVoter && voters === 1) return null;
  const options = action.options.flatMap((option): ClusterAction['options'] => {
    if (option.kind === 'learners' && !isVoter) {
      return learners === 1
        ? []
        : [{ ...option, count: numberOperand(learners - 1, option.count) }];
    }
    if (option.kind !== 'logs') return [option];
    const logs = option.logs.filter((_, node) => node !== gone);
    return logs.length === 0 ? [] : [{ ...option, logs }];
  });
  const size = isVoter ? numberOperand(voters - 1, action.size) : action.size;
  const cluster = language.cluster({ ...action, size, options });
  const to: Renumbering = (node) => (node === gone ? null : node > gone ? node - 1 : node);
  return cluster === null ? null : { ...draft, cluster, lines: renumbered(draft, to, language) };
}

/** A draft in which two voters have changed places. */
export function exchanged(draft: Draft, one: number, other: number, language: Language): Draft {
  const to: Renumbering = (node) => (node === one ? other : node === other ? one : node);
  const { action } = draft.cluster;
  const options = action.options.map((option) => {
    if (option.kind !== 'logs') return option;
    const logs = option.logs.map((log, node) => option.logs[to(node) ?? node] ?? log);
    return { ...option, logs };
  });
  const cluster = language.cluster({ ...action, options }) ?? draft.cluster;
  return { ...draft, cluster, lines: renumbered(draft, to, language) };
}

function numberIn(operand: Operand): number {
  return operand.kind === 'number' ? operand.value : 1;
}

function numberOperand(value: number, like: Operand): Operand {
  return { kind: 'number', value, text: String(value), span: like.span };
}
