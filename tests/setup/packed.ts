import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files that Node is started with. */
export interface Processes {
  api: string;
  worker: string;
  /** Ends them. */
  preload: string;
}

export const builtProcesses: Processes = {
  api: join(root, 'dist/src/bin/api.js'),
  worker: join(root, 'dist/src/bin/worker.js'),
  preload: join(root, 'tests/crash/preload.ts'),
};

/** They read files that lie beside theirs. */
const apart = [/^@fastify\/swagger-ui/, /^@bull-board/, /^pino/, 'thread-stream', 'msgpackr-extract'];

/** For what a package requires where it runs. */
const banner = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(${JSON.stringify(pathToFileURL(join(root, 'package.json')).href)});`;

const cache = join(root, 'node_modules/.cache/packed');

/** Of the build and its packages, in a few files: see `packProcesses`. */
export function packedProcesses(): Processes {
  const folder = folderOfBuild();
  const [api, worker, preload] = ['api.js', 'worker.js', 'preload.js'].map((name) => join(folder, name));
  return { api, worker, preload } as Processes;
}

function folderOfBuild(): string {
  const marks = [join(root, 'dist/.fingerprint'), builtProcesses.preload].map((file) => readFileSync(file));
  const name = createHash('sha256').update(Buffer.concat(marks)).digest('hex').slice(0, 16);
  return join(cache, name);
}

/**
 * Packs the build and its packages, once for each build and before the tests of a run. To find three thousand files is more
 * than half of the CPU that a start costs, and tests start two hundred processes only to end them.
 */
export async function packProcesses(): Promise<void> {
  const folder = folderOfBuild();
  if (existsSync(folder)) return;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  const bundle = await rolldown({
    input: { ...builtProcesses },
    platform: 'node',
    external: apart,
    logLevel: 'silent',
  });
  await bundle.write({ dir: draft, format: 'esm', keepNames: true, banner });
  await bundle.close();
  try {
    renameSync(draft, folder);
  } catch {
    // Another process of this run was faster.
    rmSync(draft, { recursive: true });
  }
}
