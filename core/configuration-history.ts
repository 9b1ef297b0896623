// Which configuration is in force at a node: the newest in its log, committed or not; and what comes back
// when the log is cut off. Source: paper section 6, thesis section 4.1.

import type { Configuration } from './configuration.ts';
import type { ConfigurationAt, Node } from './node.ts';
import type { Output } from './output.ts';
import { syncPeers } from './peers.ts';
import type { LogIndex } from './types.ts';

/** Brings the configuration of the entry at `index`, which was just appended, into force. */
export function adoptConfiguration(
  node: Node,
  index: LogIndex,
  configuration: Configuration,
  out: Output,
): void {
  node.configurations.push({ index, configuration });
  enforce(node, { index, configuration });
  out.events.push({ kind: 'configuration-adopted', configuration, index });
}

/** Brings back what was in force before the log's entries from `from` on, which were just cut off. */
export function rollBackConfigurations(node: Node, from: LogIndex, out: Output): void {
  if (node.configurationIndex < from) return;
  const { configurations } = node;
  while (configurations.length > 1 && configurations[configurations.length - 1].index >= from) {
    configurations.pop();
  }
  const newest = configurations[configurations.length - 1];
  enforce(node, newest);
  out.events.push({ kind: 'configuration-rolled-back', ...newest });
}

/** Replaces all configurations by the one of a snapshot that was installed in place of the log. */
export function resetConfigurations(node: Node, only: ConfigurationAt, out: Output): void {
  const isNews = only.index !== node.configurationIndex;
  node.configurations = [only];
  enforce(node, only);
  if (isNews) out.events.push({ kind: 'configuration-adopted', ...only });
}

/** The newest configuration at or before `index`, which is not before the first that is known. */
export function configurationAt(node: Node, index: LogIndex): ConfigurationAt {
  return node.configurations.findLast((known) => known.index <= index) ?? node.configurations[0];
}

/** Forgets configurations that nothing can bring back: all but the newest at or before `index`, which is committed. */
export function forgetConfigurations(node: Node, index: LogIndex): void {
  const oldest = configurationAt(node, index);
  node.configurations = node.configurations.filter((known) => known.index >= oldest.index);
}

function enforce(node: Node, { index, configuration }: ConfigurationAt): void {
  node.configuration = configuration;
  node.configurationIndex = index;
  if (node.role.kind === 'leader') syncPeers(node, node.role);
}
