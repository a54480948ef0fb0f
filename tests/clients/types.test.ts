import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../setup/api.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const inModules = (path: string) => join(root, 'node_modules', path);

let shop: Shop;
let folder: string;
beforeAll(async () => {
  shop = await openShop();
  folder = await mkdtemp(join(tmpdir(), 'holdfast-types-'));
});
afterAll(async () => {
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

// `npm test -- tests/clients -u` writes them again.
test('the types of clients/typescript are those of the document', async () => {
  await writeFile(join(folder, 'document.json'), JSON.stringify(withoutBulk(shop.document)));
  const hooks = new URL('../setup/with-typescript-5.mjs', import.meta.url).href;
  const generator = inModules('openapi-typescript/bin/cli.js');
  // Whoever writes a body may leave out what has a default: `required` alone says what has to be there.
  const options = ['--default-non-nullable=false', '-o', 'schema.ts'];
  await run(process.execPath, ['--import', hooks, generator, 'document.json', ...options], { cwd: folder });
  const types = await readFile(join(folder, 'schema.ts'), 'utf8');
  await expect(types).toMatchFileSnapshot(join(root, 'clients/typescript/src/schema.ts'));
});

test('the package compiles as its users get it, without a library but its one dependency', async () => {
  const out = join(folder, 'dist');
  const args = [inModules('typescript/bin/tsc'), '-p', join(root, 'clients/typescript'), '--outDir', out];
  expect(await run(process.execPath, args).catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });
  const index = await readFile(join(out, 'index.js'), 'utf8');
  expect(index).toContain(`from './client.js'`);
  const client = await readFile(join(out, 'client.js'), 'utf8');
  const imported = [...client.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name);
  expect(imported).toEqual(['openapi-fetch']);
});

type Content = Record<string, { schema: object }>;
type Answers = Record<string, { headers?: object; content?: Content; description?: string }>;

/**
 * The document as far as types go: no headers of answers, and the problems of an operation under one answer. A client
 * tells them apart by their code.
 */
function withoutBulk(document: object): object {
  const copy = structuredClone(document) as {
    paths: Record<string, Record<string, { responses?: Answers }>>;
  };
  for (const operation of Object.values(copy.paths).flatMap((path) => Object.values(path))) {
    const problems: object[] = [];
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
      delete answer.headers;
      if (Number(status) < 400) continue;
      const { schema } = answer.content?.['application/problem+json'] ?? {};
      if (schema) problems.push(...('anyOf' in schema ? (schema.anyOf as object[]) : [schema]));
      delete operation.responses![status];
    }
    if (problems.length > 0) {
      const schema = { anyOf: problems };
      operation.responses!.default = {
        description: 'A problem',
        content: { 'application/problem+json': { schema } },
      };
    }
  }
  return copy;
}
