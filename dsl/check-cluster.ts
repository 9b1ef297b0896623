// `cluster of`: its size, its settings, and logs that nodes start with.

import type { ClusterAction, ClusterOption, Operand } from './ast.ts';
import type { OperandChecker } from './check-operands.ts';
import { suggestion } from './diagnostics.ts';
import { CLUSTER_SETTINGS, nodeProperty } from './properties.ts';

/** Checks a `cluster of` line. */
export function checkCluster(action: ClusterAction, check: OperandChecker): void {
  check.count(action.size, 'the size of a cluster', 1, check.limits.nodes);
  const seen = new Set<string>();
  for (const option of action.options) {
    checkOption(option, action, check);
    const name = option.kind === 'setting' ? option.name.text.toLowerCase() : option.kind;
    if (seen.has(name)) {
      const span = option.kind === 'setting' ? option.name.span : action.size.span;
      check.accept('duplicate', span, `\`${name}\` is given twice`, 'delete one of them');
    }
    seen.add(name);
  }
}

function checkOption(option: ClusterOption, action: ClusterAction, check: OperandChecker): void {
  switch (option.kind) {
    case 'learners':
      return check.count(option.count, 'the number of learners', 0, check.limits.nodes);
    case 'sessions':
      return check.count(option.count, 'the number of sessions', 1, 1_000_000);
    case 'unsafe-rejoin':
      return;
    case 'logs':
      return checkLogs(option.logs, action, check);
    case 'setting': {
      const property = nodeProperty(option.name.text);
      if (property?.sets === undefined || !CLUSTER_SETTINGS.includes(property.name)) {
        const message = `a cluster has no option \`${option.name.text}\``;
        const known = [...CLUSTER_SETTINGS, 'logs', 'learners', 'sessions'];
        check.accept(
          'unknown-option',
          option.name.span,
          message,
          suggestion(option.name.text, known),
        );
        return check.any(option.value);
      }
      return check.setting(option.value, property.name, property.sets);
    }
  }
}

function checkLogs(logs: readonly Operand[], action: ClusterAction, check: OperandChecker): void {
  for (const size of check.valuesOf(action.size)) {
    if (size.kind !== 'number' || size.value === logs.length) continue;
    const message = `a cluster of ${size.text} needs ${size.text} logs, one per node, but there are ${logs.length}`;
    check.accept('logs', action.size.span, message, 'write `[]` for a node with an empty log');
  }
  const terms: number[][] = [];
  for (const log of logs) {
    const items = log.kind === 'list' ? log.items : [];
    for (const item of items) check.count(item, 'a term', 1, 1_000_000);
    const numbers = items.map((item) => (item.kind === 'number' ? item.value : NaN));
    if (numbers.some((term, offset) => offset > 0 && term < (numbers[offset - 1] ?? 0))) {
      const message = 'terms never fall along a log';
      check.accept('logs', log.span, message, 'write them in ascending order, such as [1 1 2]');
    }
    terms.push(numbers);
  }
  checkMatching(logs, terms, check);
}

/** Refuses logs that could not have come about: same index and term, and yet different before. */
function checkMatching(
  logs: readonly Operand[],
  terms: readonly number[][],
  check: OperandChecker,
): void {
  const prefixes = new Map<string, string>();
  terms.forEach((log, node) => {
    let prefix = '';
    for (const [offset, term] of log.entries()) {
      const place = `${offset + 1}@${term}`;
      const known = prefixes.get(place);
      const operand = logs[node];
      if (known !== undefined && known !== prefix && operand !== undefined) {
        const message = `these logs break log matching: two nodes have ${place} and differ before it`;
        check.accept(
          'logs',
          operand.span,
          message,
          'entries of one index and term have equal logs before them',
        );
        return;
      }
      prefixes.set(place, prefix);
      prefix = `${prefix} ${term}`;
      if (prefix.length > 20_000) return;
    }
  });
}
