// What there is to say of a command: help, dispatch, completion and the language's pages are made from it.

/** Where a command belongs in help. */
export type Family =
  | 'files and tests'
  | 'time'
  | 'conditions'
  | 'clients'
  | 'nodes'
  | 'network'
  | 'disks and clocks'
  | 'membership'
  | 'snapshots'
  | 'transfer'
  | 'read-only peers'
  | 'recovery'
  | 'random runs'
  | 'showing';

/** One command, for people. */
export interface CommandHelp {
  /** The words that begin it. */
  readonly name: string;
  /** Every form it has; capitals stand for what the author fills in. */
  readonly forms: readonly string[];
  /** One line. */
  readonly help: string;
  /** Lines that are legal as they stand, inside a test of five nodes. */
  readonly example: string;
  readonly family: Family;
}

/** A command and the rule that reads it. */
export interface Command extends CommandHelp {
  /** The grammar's rule for it. */
  readonly rule: RuleName;
}

/** The grammar's rules that read a whole line, or the part before its colon. */
export type RuleName =
  | 'test'
  | 'seed'
  | 'for'
  | 'use'
  | 'noConvergence'
  | 'plan'
  | 'expectViolation'
  | 'expectError'
  | 'define'
  | 'repeat'
  | 'end'
  | 'cluster'
  | 'setProperty'
  | 'tick'
  | 'settle'
  | 'check'
  | 'always'
  | 'never'
  | 'eventually'
  | 'when'
  | 'atEvent'
  | 'show'
  | 'commands'
  | 'client'
  | 'crash'
  | 'restart'
  | 'wipe'
  | 'pause'
  | 'resume'
  | 'isolate'
  | 'stepDown'
  | 'campaign'
  | 'forgetLeader'
  | 'partition'
  | 'cut'
  | 'heal'
  | 'weather'
  | 'delay'
  | 'clog'
  | 'shuffle'
  | 'drop'
  | 'hold'
  | 'release'
  | 'deliver'
  | 'disk'
  | 'corrupt'
  | 'clock'
  | 'calm'
  | 'reseed'
  | 'add'
  | 'membership'
  | 'replace'
  | 'reconfigure'
  | 'transfer'
  | 'snapshot'
  | 'compact'
  | 'attach'
  | 'recover'
  | 'runRandom'
  | 'chaos'
  | 'call';

/** Describes one command. */
export function command(
  family: Family,
  rule: RuleName,
  name: string,
  forms: readonly string[],
  help: string,
  example: string,
): Command {
  return { name, forms, help, example, family, rule };
}
