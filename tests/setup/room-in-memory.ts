import { statfsSync } from 'node:fs';
import { freemem } from 'node:os';

const folder = '/dev/shm';
/** In bytes. A run takes a few hundred MB: three databases of 12 MB each at a time, WAL, and what `npm start` keeps. */
const ROOM = 4e9;

/**
 * Where a test run keeps its files, unless TMPDIR says: in memory, if there is plenty, as in no container with its 64 MB.
 * Each test database is 700 files, and ext4 looks at all that were deleted in the last minute for each that it makes: a fifth
 * of the CPU of the tests.
 */
export function roomInMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, freemem()) > ROOM ? folder : undefined;
  } catch {
    return undefined;
  }
}
