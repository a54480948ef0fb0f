import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs/catalogue.ts';

const orderId = '0198c0de-0000-7000-8000-000000000001';
const name = 'order.send-confirmation-email';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Names of the programs that do not compile; `#/` is the project's folder. */
function faultyOf(programs: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-compile-'));
  try {
    for (const [program, text] of Object.entries(programs)) {
      writeFileSync(join(folder, `${program}.ts`), text.replaceAll('#/', root));
    }
    const files = Object.keys(programs).map((program) => `${program}.ts`);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const imports = { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true };
    const compilerOptions = { rootDir: '/', types: [], ...imports };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: files };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', folder, '--pretty', 'false'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return [...new Set([...stdout.matchAll(/^(\w+)\.ts\(/gm)].map(([, program = '']) => program))].toSorted();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a job declaration', () => {
  it('makes a missing processor, a wrong payload and a wish taken for a debt compile errors', () => {
    const processor = "import type { Processors } from '#/src/workers/processor.ts';";
    const outbox = "import { outboxRow } from '#/src/outbox/enqueue.ts';";
    const names = Object.keys(jobs).map((job) => `'${job}': async () => {}`);
    expect(
      faultyOf({
        complete: `${processor} export const all: Processors = { ${names.join(', ')} };`,
        missing: `${processor} export const all: Processors = { ${names.slice(1).join(', ')} };`,
        debt: `${outbox} outboxRow('${name}', { orderId: '${orderId}' }, { subjectId: '${orderId}' });`,
        wrongPayload: `${outbox} outboxRow('${name}', { orderId: 1 }, { subjectId: '${orderId}' });`,
        wish: `${outbox} outboxRow('catalog.warm-product-cache', { reason: 'start' }, { subjectId: '${orderId}' });`,
      }),
    ).toEqual(['missing', 'wish', 'wrongPayload']);
  });
});
