'use strict';

// Contender: @coaty/consensus.raft, etcd's Raft in TypeScript, driven through its RawNode in the same
// loop as the others: every node ticks, the leader gets one proposal, messages are delivered until
// quiet. Usage: node coaty.cjs <ticks> <warm-up ticks>; prints one measurement as JSON.

const ported = '@coaty/consensus.raft/ported';
const { discardLogger } = require(`${ported}/logger.js`);
const { Raft, RaftConfig, StateType } = require(`${ported}/raft.js`);
const { ConfState } = require(`${ported}/raftpb/raft.pb.js`);
const { RawNode } = require(`${ported}/rawnode.js`);
const { MemoryStorage } = require(`${ported}/storage.js`);

const NODES = 5;
const ELECTION_TICKS = 10;

// The library's only use of chance, replaced so that every run is the same.
let state = 1;
Raft.prototype.resetRandomizedElectionTimeout = function () {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  this.randomizedElectionTimeout = this.electionTimeout + ((state >>> 16) % this.electionTimeout);
};

class Cluster {
  constructor() {
    this.committed = new Array(NODES).fill(0);
    this.messages = 0;
    this.queue = [];
    this.storages = [];
    this.nodes = [];
    const ids = Array.from({ length: NODES }, (_, position) => String(position + 1));
    for (const id of ids) {
      const storage = MemoryStorage.NewMemoryStorage();
      storage.snapshot.metadata.confState = new ConfState({ voters: ids });
      this.storages.push(storage);
      this.nodes.push(
        RawNode.NewRawNode(
          new RaftConfig({
            id,
            electionTick: ELECTION_TICKS,
            heartbeatTick: 1,
            storage,
            maxSizePerMsg: 1e6,
            maxInflightMsgs: 256,
            preVote: true,
            checkQuorum: true,
            logger: discardLogger,
          }),
        ),
      );
    }
  }

  tick(command) {
    for (const node of this.nodes) node.tick();
    const leader = this.nodes.find((node) => node.raft.state === StateType.StateLeader);
    if (leader !== undefined) leader.propose(command);
    for (let position = 0; position < NODES; position++) this.flush(position);
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      for (const message of batch) {
        this.messages++;
        const position = Number(message.to) - 1;
        this.nodes[position].step(message);
        this.flush(position);
      }
    }
  }

  /** Does what a host owes: persist, then send, then apply. */
  flush(position) {
    const node = this.nodes[position];
    const storage = this.storages[position];
    while (node.hasReady()) {
      const ready = node.ready();
      if (ready.entries.length > 0) storage.Append(ready.entries);
      if (!ready.hardState.isEmptyHardState()) storage.SetHardState(ready.hardState);
      for (const message of ready.messages) this.queue.push(message);
      this.committed[position] += ready.committedEntries.length;
      node.advance(ready);
    }
  }
}

function measure(ticks, warmUpTicks) {
  const cluster = new Cluster();
  for (let tick = 0; tick < warmUpTicks; tick++) cluster.tick(`p${tick}`);
  const committedBefore = Math.max(...cluster.committed);
  const messagesBefore = cluster.messages;
  const start = process.hrtime.bigint();
  for (let tick = 0; tick < ticks; tick++) cluster.tick(`p${tick}`);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return {
    ticks,
    committed: Math.max(...cluster.committed) - committedBefore,
    messages: cluster.messages - messagesBefore,
    seconds,
  };
}

const [ticks, warmUpTicks] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(measure(ticks, warmUpTicks)));
