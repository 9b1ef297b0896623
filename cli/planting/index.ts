// Planted bugs: mistakes that real implementations made, put into the core or the host on purpose,
// so that the checkers can be checked. A bug is `fixtures/bugs/<id>/bug.json`, a few edits of exact
// text; `plantBug` compiles the edited sources in memory and links them into an engine of their own.
// The clean sources know nothing of it. docs/planted-bugs.md explains how to add one.

export { BugError, loadBug, type Bug, type BugEdit } from './bug.ts';
export { findSourceRoot, loadCleanEngine, plantBug, type PlantedEngine } from './engine.ts';
