import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'dist/src');

/** Loaded before a process that shall die: `preload`. */
const preload = join(root, 'tests/crash/preload.ts');

/** They read files that lie beside theirs. */
const apart = [/^@fastify\/swagger-ui/, /^@bull-board/, /^pino/, 'thread-stream', 'msgpackr-extract'];

/** For what a package requires where it runs. */
const banner = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(${JSON.stringify(pathToFileURL(join(root, 'package.json')).href)});`;

const cache = join(root, 'node_modules/.cache/packed');

/**
 * A file to start Node with, of the build and its packages in a few files: see `packProcesses`.
 *
 * @param entry below dist/src, as `bin/api.js`; or `preload.js`, what the tests of crashes load before it
 */
export const packedEntry = (entry: string): string => join(folderOfBuild(), entry);

/** The same as it was built, in some three thousand files. */
export const builtEntry = (entry: string): string => (entry === 'preload.js' ? preload : join(built, entry));

function folderOfBuild(): string {
  const marks = [join(root, 'dist/.fingerprint'), preload, import.meta.filename].map((file) =>
    readFileSync(file),
  );
  const name = createHash('sha256').update(Buffer.concat(marks)).digest('hex').slice(0, 16);
  return join(cache, name);
}

/** The processes of the shop and its commands, by their names without `.js`. */
function entries(): Record<string, string> {
  const files = ['bin', 'bin/local'].flatMap((folder) =>
    readdirSync(join(built, folder))
      .filter((file) => file.endsWith('.js'))
      .map((file) => `${folder}/${file}`),
  );
  const named = files.map((file) => [file.slice(0, -'.js'.length), join(built, file)]);
  return { ...Object.fromEntries(named), preload };
}

/** What a file of the build finds by its own place, such as the entry of another process, it finds in the same place here. */
const inPlace = (folder: string): Plugin => ({
  name: 'in-place',
  transform(code, id) {
    if (!id.startsWith(built) || !code.includes('import.meta.url')) return null;
    const url = pathToFileURL(join(folder, relative(built, id))).href;
    return { code: code.replaceAll('import.meta.url', JSON.stringify(url)), map: null };
  },
});

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
    input: entries(),
    platform: 'node',
    external: apart,
    logLevel: 'silent',
    plugins: [inPlace(folder)],
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
