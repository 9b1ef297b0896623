// What a scenario can do to the world, one function per verb; this is the list of them. Each takes effect at once, between two
// events; none lets time pass. Each is noted in the hash and in the trace.

export { calm } from './calm.ts';
export { setClockRate, stopClock } from './clock-faults.ts';
export { cut, heal, isolate, partition } from './cuts.ts';
export {
  corrupt,
  corruptSnapshot,
  failNextSync,
  fillDisk,
  loseSynced,
  mendDisk,
  slowDisk,
} from './disk-faults.ts';
export { clog, delay, setChance, setLatency, setQueue, setShuffle } from './link-faults.ts';
export { crash, crashBeforeSync, crashTorn, pause, restart, resume, wipe } from './node-faults.ts';
export {
  abdicate,
  compact,
  forget,
  setLeaderTimeout,
  setOptions,
  snapshot,
  startCampaign,
} from './node-orders.ts';
export { addRule, deliverByHand, dropInFlight, filterText, release } from './packet-faults.ts';
