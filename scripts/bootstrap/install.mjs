import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapFailure, machineEnvironment, onPath, runQuietly } from './command.mjs';

export const pinnedNode = (root) => join(root, 'node_modules', 'node', 'bin', 'node');

const markFile = (root) => join(root, 'node_modules', '.holdfast-install');

function fingerprint(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

/** True where somebody ran npm by hand and it left what the lockfile names (npm notes what it installed). */
function matchesLockfile(root) {
  try {
    const read = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8')).packages;
    const wanted = read('package-lock.json');
    const present = read('node_modules', '.package-lock.json');
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true;
      return present[path] === undefined ? entry.optional === true : present[path].version === entry.version;
    });
  } catch {
    return false;
  }
}

function pinnedNodeRuns(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    'node_modules/node'
  ];
  const answer = spawnSync(pinnedNode(root), ['--version'], { encoding: 'utf8' });
  return answer.stdout?.trim() === `v${version}`;
}

export function isInstalled(root) {
  const mark = markFile(root);
  if (!existsSync(pinnedNode(root))) return false;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint(root)) return true;
  if (!matchesLockfile(root) || !pinnedNodeRuns(root)) return false;
  writeFileSync(mark, fingerprint(root));
  return true;
}

/** How to call the npm that called us, or the one on PATH. */
function npmCommand(environment) {
  const node = onPath('node', environment.PATH) ?? process.execPath;
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script)) return [node, [script]];
  const npm = onPath('npm', environment.PATH);
  if (npm === null)
    throw new BootstrapFailure('Holdfast needs npm 11 or newer, and there is no npm on PATH.');
  return [npm, []];
}

function checkNpm(file, args, env) {
  const version = spawnSync(file, [...args, '--version'], { env, encoding: 'utf8' }).stdout?.trim() ?? '';
  if (Number.parseInt(version, 10) >= 11) return;
  throw new BootstrapFailure(
    `Holdfast needs npm 11 or newer; this is npm ${version || 'of an unknown version'}. Run: npm install --global npm@11`,
  );
}

function explain(output) {
  if (/ENOSPC|EDQUOT|no space left/i.test(output)) {
    return 'Installing packages failed: the disk is full. Free about 1 GB and run the command again.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return 'Installing packages failed: the npm registry cannot be reached. Check the network (or npm config get registry, proxy) and run the command again.';
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return 'Installing packages failed: this user may not write to the folder node_modules. Give the checkout to this user, or remove node_modules, and run the command again.';
  }
  const tail = output.trim().split('\n').slice(-12).join('\n');
  return `Installing packages failed (npm ci). npm said:\n${tail}`;
}

/** Installs exactly what the lockfile names. Call it under the lock. */
export async function install(root) {
  const environment = machineEnvironment();
  const [file, args] = npmCommand(environment);
  checkNpm(file, args, environment);
  // --loglevel=error: npm runs on the machine's Node and would warn of each package that wants the pinned one.
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false'];
  const { code, output } = await runQuietly('Installing packages (npm ci)', file, [...args, ...flags], {
    cwd: root,
    env: environment,
  });
  if (code !== 0) throw new BootstrapFailure(explain(output));
  if (!existsSync(pinnedNode(root)) || !pinnedNodeRuns(root)) {
    throw new BootstrapFailure(
      'The pinned Node (npm package "node") does not run here. It needs install scripts (npm config get ignore-scripts must be false) and a system with glibc.',
    );
  }
  writeFileSync(markFile(root), fingerprint(root));
}
