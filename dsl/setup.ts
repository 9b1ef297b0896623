// `cluster of … with …` and `set …`: from the words of the language to the settings of the world.

import { type Options, optionProblems, DEFAULT_OPTIONS } from '../core/index.ts';
import type { WorldSetup } from '../sim/index.ts';
import type { Operand } from './ast.ts';
import { resolved, valueText } from './operands.ts';
import { type NodeProperty, nodeProperty } from './properties.ts';
import type { TestCase, Variables } from './test-case.ts';

/** The part of a world's setup that the scenario decides. */
export type ClusterSetup = Pick<
  WorldSetup,
  'nodes' | 'learners' | 'options' | 'logs' | 'unsafeRejoin' | 'sessionsMax'
>;

/** Reads the `cluster of` line of a test. */
export function clusterSetup(test: Pick<TestCase, 'cluster' | 'variables'>): ClusterSetup {
  const { cluster, variables } = test;
  let options: Partial<Options> = {};
  let logs: readonly (readonly number[])[] = [];
  let unsafeRejoin = false;
  let learners = 0;
  let sessions: Pick<WorldSetup, 'sessionsMax'> = {};
  for (const option of cluster.options) {
    if (option.kind === 'setting') {
      const name = nodeProperty(option.name.text)?.name;
      if (name !== undefined) options = { ...options, ...optionsOf(name, option.value, variables) };
    } else if (option.kind === 'logs') {
      logs = option.logs.map((log) => termsOf(log, variables));
    } else if (option.kind === 'unsafe-rejoin') {
      unsafeRejoin = true;
    } else if (option.kind === 'learners') {
      learners = numeric(option.count, variables);
    } else {
      sessions = { sessionsMax: numeric(option.count, variables) };
    }
  }
  const nodes = numeric(cluster.size, variables);
  return { nodes, learners, options, logs, unsafeRejoin, ...sessions };
}

/** What is wrong with the settings of a cluster taken together, in the words of the language. */
export function setupProblems(setup: ClusterSetup): readonly string[] {
  return optionProblems({ ...DEFAULT_OPTIONS, ...setup.options }).map(inWords);
}

/** The core's option names replaced by those of the language. */
export function inWords(problem: string): string {
  return problem
    .replaceAll('electionTimeoutTicksMin', 'the shortest electionTimeout')
    .replaceAll('electionTimeoutTicksMax', 'the longest electionTimeout')
    .replaceAll('heartbeatTicks', 'heartbeat')
    .replaceAll('batchEntriesMax', 'batch')
    .replaceAll('batchSizeMax', 'batchSize')
    .replaceAll('inflightMax', 'window')
    .replaceAll('leaseDriftPercent', 'leaseDrift')
    .replaceAll('leaseReads', 'leases')
    .replaceAll('checkQuorum', 'checkquorum')
    .replaceAll('snapshotChunkSize', 'snapshotChunk');
}

/** The core's options that setting a property means. */
export function optionsOf(
  property: NodeProperty,
  operand: Operand,
  variables: Variables,
): Partial<Options> {
  const isOn = valueText(resolved(operand, variables)).toLowerCase() === 'on';
  switch (property) {
    case 'electionTimeout': {
      const value = resolved(operand, variables);
      const [low, high] = value.kind === 'range' ? [value.low, value.high] : [value, value];
      return {
        electionTimeoutTicksMin: numeric(low, variables),
        electionTimeoutTicksMax: numeric(high, variables),
      };
    }
    case 'heartbeat':
      return { heartbeatTicks: numeric(operand, variables) };
    case 'batch':
      return { batchEntriesMax: numeric(operand, variables) };
    case 'batchSize':
      return { batchSizeMax: numeric(operand, variables) };
    case 'window':
      return { inflightMax: numeric(operand, variables) };
    case 'prevote':
      return { preVote: isOn };
    case 'checkquorum':
      return { checkQuorum: isOn };
    case 'noop':
      return { noOp: isOn };
    case 'joint':
      return { jointConsensus: isOn };
    case 'leases':
      return { leaseReads: isOn };
    case 'leaseDrift':
      return { leaseDriftPercent: numeric(operand, variables) };
    case 'maxLeaderTicks':
      return { maxLeaderTicks: numeric(operand, variables) };
    case 'snapshotChunk':
      return { snapshotChunkSize: numeric(operand, variables) };
    default:
      return {};
  }
}

function termsOf(operand: Operand, variables: Variables): number[] {
  const value = resolved(operand, variables);
  return value.kind === 'list' ? value.items.map((item) => numeric(item, variables)) : [];
}

function numeric(operand: Operand, variables: Variables): number {
  const value = resolved(operand, variables);
  return value.kind === 'number' ? value.value : 0;
}
