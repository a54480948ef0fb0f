import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ProcessRecords } from '../../src/local/process-records.ts';

/** A data folder with a space in its name; what still runs in it ends with the test. */
export function dataFolder(): { dataDir: string; records: ProcessRecords } {
  const { dataDir, remove } = temporaryFolder();
  const records = new ProcessRecords(dataDir);
  onTestFinished(async () => {
    await new ProcessRecords(dataDir).stopOrphans();
    remove();
  });
  return { dataDir, records };
}

/** The same for more than one test; `remove` when all is stopped. */
export function temporaryFolder(): { dataDir: string; remove(): void } {
  const outer = mkdtempSync(join(realpathSync(tmpdir()), 'holdfast-local-'));
  // Run by root, the database server belongs to another user, who has to pass through.
  chmodSync(outer, 0o711);
  const dataDir = join(outer, 'data folder');
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  return { dataDir, remove: () => rmSync(outer, { recursive: true, force: true }) };
}
