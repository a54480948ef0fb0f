/** Why Holdfast cannot start, in one line that a person can act on. Shown as it is, without a stack trace. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

const diskIsFull = 'free some space, or set DATA_DIR to a folder on another disk, and start again';

/** Turns faults of the file system under `folder` into a StartFailure; others pass through. */
export function explainFileFault(error: unknown, folder: string): unknown {
  const fault = error as NodeJS.ErrnoException;
  switch (fault?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(folder);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartFailure(
        `This user may not write to ${fault.path ?? folder}: set DATA_DIR to a folder of your own`,
      );
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartFailure(
        `${fault.path ?? folder} is no folder and cannot be made one: set DATA_DIR to a folder of your own`,
      );
    default:
      return error;
  }
}

export function diskFull(folder: string): StartFailure {
  return new StartFailure(`The disk that holds ${folder} is full: ${diskIsFull}`);
}
