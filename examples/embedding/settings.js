// What all processes of the cluster agree on.

import { join } from 'node:path';

/** The members the cluster begins with, by number. */
export const MEMBERS = [0, 1, 2];
/** Milliseconds of a tick. A leader is missed after 10 to 20 of them, and speaks every second one. */
export const TICK_MS = 20;
/** A node takes a snapshot when it has applied so many entries since the last one, and keeps so many behind it. */
export const SNAPSHOT_EVERY = 25;
export const SNAPSHOT_KEEP = 5;
/** Longest lines, in UTF-16 code units: of a member, and of a client, whose commands travel on in a member's. */
export const MEMBER_LINE_MAX = 1_000_000;
export const CLIENT_LINE_MAX = 50_000;

/**
 * The file that says where a node listens: its port, in decimal. A node that starts again may listen elsewhere.
 * @param {string} folder the cluster's
 * @param {number} id
 */
export function addressFile(folder, id) {
  return join(folder, `n${id}.port`);
}
