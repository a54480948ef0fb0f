import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const waitStepMs = 200;

/** When a process began, as the kernel tells it, so that a reused pid is not taken for the old owner. */
function beginning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return 'unknown';
  }
}

function isAlive(owner) {
  const [pid, began] = owner.split(' ');
  return beginning(Number(pid)) === began;
}

function tryTake(path, content) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, content);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(own);
  }
}

/** Moves a dead owner's lock away; if a living one slipped in between reading and moving, puts it back. */
function clearDead(path, content) {
  const moved = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, moved);
    if (readFileSync(moved, 'utf8') !== content) linkSync(moved, path);
    unlinkSync(moved);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
}

/** Runs `work` while no other bootstrap of this checkout installs or builds. */
export async function withLock(root, say, work) {
  const path = join(root, '.bootstrap.lock');
  const content = `${process.pid} ${beginning(process.pid)}`;
  for (let waitedMs = 0; !tryTake(path, content); waitedMs += waitStepMs) {
    let owner = '';
    try {
      owner = readFileSync(path, 'utf8');
    } catch {
      continue; // released this moment
    }
    if (!isAlive(owner)) {
      clearDead(path, owner);
      continue;
    }
    if (waitedMs === waitStepMs * 5)
      say('Another Holdfast command is installing or building; waiting for it.');
    await new Promise((resolve) => setTimeout(resolve, waitStepMs));
  }
  const release = () => {
    try {
      unlinkSync(path);
    } catch {
      // already gone
    }
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
