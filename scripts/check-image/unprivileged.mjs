import { spawn } from 'node:child_process';

/** The system's user "nobody", whom root becomes for every step; 65534 on all Linux systems. */
const NOBODY = 65_534;

export const isRoot = process.getuid?.() === 0;

const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** Who the steps run as, for chown. */
export const owner = { uid: identity.uid ?? process.getuid?.(), gid: identity.gid ?? process.getgid?.() };

/** Starts a process with nothing of ours but what is named, as an ordinary user. */
export function start(file, args, { cwd, env }) {
  const child = spawn(file, args, { cwd, env, ...identity, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      run.output += chunk;
    });
  }
  run.ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output: run.output }));
  });
  return run;
}
