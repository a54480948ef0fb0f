import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A fault that a person can act on: printed as it is, without a stack trace. */
export class BootstrapFailure extends Error {}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * npm puts node_modules/.bin first on PATH, and with it the pinned Node. While packages are being replaced the
 * machine's own Node has to do the work.
 */
export function machineEnvironment() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
  return { ...process.env, PATH: path };
}

export function onPath(name, path) {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && existsSync(file)) return file;
  }
  return null;
}

function progress(label) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const live = process.stderr.isTTY === true;
  if (!live) say(`${label}…`);
  const timer = setInterval(
    () => {
      if (live) process.stderr.write(`\r${label}… ${seconds()} s `);
      else say(`${label}… ${seconds()} s`);
    },
    live ? 250 : 20_000,
  );
  return (ok) => {
    clearInterval(timer);
    if (live) process.stderr.write('\r\u001b[2K');
    if (ok) say(`${label}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  };
}

/** Runs a quiet long step with a progress line; resolves to its exit code and all that it printed. */
export function runQuietly(label, file, args, options) {
  const finish = progress(label);
  return new Promise((resolve, reject) => {
    // A group of its own: a signal then stops npm together with the scripts that npm runs.
    const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const stop = (signal) => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it ended first
      }
      finish(false);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, stop);
    const settled = (ok) => {
      for (const signal of signals) process.removeListener(signal, stop);
      finish(ok);
    };
    child.once('error', (error) => {
      settled(false);
      reject(error);
    });
    child.once('close', (code) => {
      settled(code === 0);
      resolve({ code, output });
    });
  });
}
