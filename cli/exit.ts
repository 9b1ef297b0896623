// Exit statuses, and the one kind of error whose message is for the user.

/** What the command tells the shell. */
export const EXIT = {
  /** Everything held. */
  ok: 0,
  /** A check failed, a property broke, a cluster did not converge, a file is not formatted. */
  failed: 1,
  /** A mistake in what was typed or in a file. */
  usage: 2,
  /** A mistake of ours, or a run that is not a function of its seed. */
  internal: 3,
  /** Stopped by the user, or since nobody reads the output any more: what was not done is unknown. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** A mistake of the user's. `message` says what is wrong, `hint` what to type instead. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** That some files hold no test. */
export function noTests(files: readonly string[]): UsageError {
  const where = files.length === 1 ? (files[0] ?? '') : 'these files';
  return new UsageError(
    `there are no tests in ${where}`,
    'a test starts with a line such as `cluster of 3`',
  );
}

/** The sentence for a failed call of the operating system, without its code where we know better words. */
export function systemReason(error: unknown, doing: 'read' | 'write' = 'read'): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EACCES') return `this user may not ${doing} it`;
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EPERM: 'this user may not do that',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk has no room left for this user',
  EFBIG: 'it grows larger than a file may be',
  EROFS: 'the file system is read-only',
  EIO: 'the disk has an error',
};
