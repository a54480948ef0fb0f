import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { BootstrapFailure, say } from './command.mjs';
import { install, isInstalled, pinnedNode } from './install.mjs';
import { withLock } from './lock.mjs';
import { tasks } from './tasks.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

async function prepare(task) {
  const ready = () => isInstalled(root) && (!task.build || isBuilt(root));
  if (ready()) return;
  await withLock(root, say, async () => {
    // Asked again: whoever held the lock may have done it.
    if (!isInstalled(root)) await install(root);
    if (task.build && !isBuilt(root)) await build(root);
  });
}

/** Where the running Node cannot replace itself, it stays as a thin parent. */
function runAsParent(file, args) {
  const child = spawn(file, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm died without a word (kill -9): what it started ends in order too.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, 1_000).unref();
  }
  child.once('error', (error) => {
    say(`The pinned Node does not start: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

export async function run(name, args) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (task === undefined) {
    say(
      `Usage: node scripts/bootstrap.mjs TASK [arguments]. TASK is one of: ${Object.keys(tasks).join(', ')}.`,
    );
    process.exit(2);
  }
  try {
    await prepare(task);
  } catch (error) {
    say(describe(error));
    process.exit(1);
  }
  if (task.args === null) return;
  process.chdir(root);
  const node = pinnedNode(root);
  if (typeof process.execve === 'function') {
    process.execve(node, [node, ...task.args, ...args], process.env);
  }
  runAsParent(node, [...task.args, ...args]);
}

function describe(error) {
  if (error instanceof BootstrapFailure) return error.message;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return `The disk that holds ${root} is full. Free some space and run the command again.`;
  }
  if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') {
    return `Holdfast cannot write to ${error.path ?? root}. Give the checkout to this user and run the command again.`;
  }
  return `Holdfast cannot start: ${error.message}`;
}
