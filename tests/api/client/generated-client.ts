import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const modules = join(root, 'node_modules');

/** As a storefront would set it: nothing is let pass. */
const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    module: 'nodenext',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    outDir: 'dist',
  },
};

/** A folder with programs and, as `shop-api.d.ts`, the types that openapi-typescript makes of a document. */
export interface ClientFolder {
  /** @returns what the compiler has to say; nothing where it is content */
  compile(): Promise<string>;
  /** A compiled program. */
  load<Module>(name: string): Promise<Module>;
  remove(): Promise<void>;
}

/** @param programs TypeScript by file name */
export async function clientFolder(
  document: object,
  programs: Record<string, string>,
): Promise<ClientFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-client-'));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await Promise.all([
    symlink(modules, join(folder, 'node_modules')),
    write('package.json', '{ "type": "module" }'),
    write('tsconfig.json', JSON.stringify(tsconfig)),
    write('document.json', JSON.stringify(document)),
    ...Object.entries(programs).map(([name, text]) => write(name, text)),
  ]);
  const node = (...args: string[]) => run(process.execPath, args, { cwd: folder });
  const hooks = new URL('../../setup/with-typescript-5.mjs', import.meta.url).href;
  const generator = join(modules, 'openapi-typescript/bin/cli.js');
  await node('--import', hooks, generator, 'document.json', '-o', 'shop-api.d.ts');
  return {
    compile: () =>
      node(join(modules, 'typescript/bin/tsc'), '-p', '.').then(
        ({ stdout }) => stdout,
        (error: { stdout: string }) => error.stdout,
      ),
    load: (name) => import(join(folder, 'dist', name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
