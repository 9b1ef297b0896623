// What an operator's change of the members means for a configuration. For the host of a node that is asked.

import { type Configuration, isMember, type Members, type NodeId } from '../core/index.ts';
import type { MemberChange } from './protocol.ts';

/** The members a change leads to, from a configuration that is not joint. */
export function membersAfter(configuration: Configuration, change: MemberChange): Members {
  const { voters, learners, staged } = configuration;
  const without = (ids: readonly NodeId[], id: NodeId): NodeId[] => ids.filter((one) => one !== id);
  switch (change.kind) {
    case 'add':
    case 'promote': {
      const { node } = change;
      if (change.kind === 'promote' && !learners.includes(node)) return configuration;
      return {
        voters: [...voters, node],
        learners: without(learners, node),
        staged: without(staged, node),
      };
    }
    case 'add-learner':
    case 'add-then-promote': {
      const { node } = change;
      if (voters.includes(node)) return configuration;
      const isStaged = change.kind === 'add-then-promote';
      return {
        voters,
        learners: [...learners, node],
        staged: isStaged ? [...staged, node] : staged,
      };
    }
    case 'demote': {
      const { node } = change;
      if (!voters.includes(node)) return configuration;
      return { voters: without(voters, node), learners: [...learners, node], staged };
    }
    case 'remove': {
      const { node } = change;
      return {
        voters: without(voters, node),
        learners: without(learners, node),
        staged: without(staged, node),
      };
    }
    case 'replace': {
      const { node, by } = change;
      if (!isMember(configuration, node)) return configuration;
      return {
        voters: [...without(voters, node), by],
        learners: without(without(learners, node), by),
        staged: without(without(staged, node), by),
      };
    }
    case 'set':
      return {
        voters: change.voters,
        learners: learners.filter((id) => !change.voters.includes(id)),
        staged: staged.filter((id) => !change.voters.includes(id)),
      };
  }
}

/** Whether a committed configuration, not joint, is what a change asked for. */
export function isDone(configuration: Configuration, change: MemberChange): boolean {
  const { voters, learners } = configuration;
  switch (change.kind) {
    case 'add':
    case 'promote':
    case 'add-then-promote':
      return voters.includes(change.node);
    case 'add-learner':
      return isMember(configuration, change.node);
    case 'demote':
      return learners.includes(change.node) && !voters.includes(change.node);
    case 'remove':
      return !isMember(configuration, change.node);
    case 'replace':
      return voters.includes(change.by) && !isMember(configuration, change.node);
    case 'set':
      return (
        voters.length === new Set(change.voters).size &&
        change.voters.every((id) => voters.includes(id))
      );
  }
}
