// What is inside the final stage, and what must not be.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check, say } from './report.mjs';

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function megabytes(folder) {
  let bytes = 0;
  for (const file of filesBelow(folder)) bytes += statSync(file).size;
  return (bytes / 1e6).toFixed(1);
}

/** Paths of all installed packages, as the lockfile writes them, from npm's own note. */
function installedPackages(app) {
  const note = JSON.parse(readFileSync(join(app, 'node_modules', '.package-lock.json'), 'utf8'));
  return Object.keys(note.packages).filter((path) => existsSync(join(app, path)));
}

export function checkContents(root, app) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = installedPackages(app);
  const development = installed.filter((path) => lock[path]?.dev === true);
  check(development.length === 0, `no development dependency inside ${development.join(' ')}`.trim());
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(devDependencies)) {
    if (existsSync(join(app, 'node_modules', name))) check(false, `${name} is not inside`);
  }
  const missing = Object.keys(dependencies).filter((name) => !existsSync(join(app, 'node_modules', name)));
  check(missing.length === 0, `every dependency is inside ${missing.join(' ')}`.trim());

  const reference = 'dist/node_modules/redoc/bundles/redoc.standalone.js';
  check(existsSync(join(app, reference)), 'the script of /reference is inside');
  for (const path of [
    'dist/src/local',
    'dist/src/bin/local',
    'dist/bench',
    'dist/tests',
    'src',
    'bench',
    'tests',
    '.git',
    '.env',
  ]) {
    if (existsSync(join(app, path))) check(false, `${path} is not inside`);
  }
  check(true, 'no local services, benches, tests or sources inside');
  const migrations = (folder, ending) =>
    readdirSync(join(folder, 'src/entities/migrations')).filter((name) => name.endsWith(ending)).length;
  check(
    migrations(root, '.ts') > 0 && migrations(root, '.ts') === migrations(join(app, 'dist'), '.js'),
    'every migration is inside',
  );
  check(migrations(join(app, 'dist'), '.json') === 1, 'and the snapshot of the schema');
  say(
    `size: ${megabytes(app)} MB in all, ${megabytes(join(app, 'dist'))} MB of it dist, ${installed.length} packages`,
  );
}
