// The client library: finds the leader, repeats what was not answered under the same number, and says of
// every request whether it was done, refused, or nobody knows. It has no clock and no sockets: a host gives
// it the time and the answers, and sends what it asks for. See docs/library.md.

export {
  Client,
  type Ended,
  type ErrorReason,
  type Operation,
  type Outbox,
  type Outcome,
  type Outstanding,
  type Patience,
} from './client.ts';
export { isDone, membersAfter } from './member-change.ts';
export type {
  Answer,
  Applied,
  Ask,
  MemberChange,
  ReadManner,
  Refusal,
  Request,
} from './protocol.ts';
