import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmRun } from './npm-run.ts';

/** Stands in for the program, which need not be installed: it prints what it was told. */
const program = `#!/bin/sh
echo "$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE sslmode=$PGSSLMODE options=$PGOPTIONS arguments=$*"
exit 3
`;
const DATABASE_URL =
  'postgresql://ann:p%40ss%2Fword@db.example:5433/shop?sslmode=no-verify&options=-c%20work_mem%3D5MB';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-psql-'));
  writeFileSync(join(folder, 'psql'), program);
  chmodSync(join(folder, 'psql'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('psql gets the shop of DATABASE_URL, its own arguments, and the password in its environment', async () => {
  const PATH = `${folder}:${process.env.PATH}`;
  const { code, out } = await npmRun('psql', ['-c', 'select 1'], { PATH, DATABASE_URL });
  expect([code, out]).toEqual([
    3,
    'ann:p@ss/word@db.example:5433/shop sslmode=require options=-c work_mem=5MB arguments=-c select 1\n',
  ]);
});

test('without psql the URL is printed, for any other client', async () => {
  const { code, out, err } = await npmRun('psql', [], { PATH: '/nowhere', DATABASE_URL });
  expect([code, out, err]).toEqual([0, `${DATABASE_URL}\n`, expect.stringContaining('not installed')]);
});

test('without a shop it says what to do', async () => {
  const { code, err } = await npmRun('psql', [], { DATA_DIR: join(folder, 'none') });
  expect([code, err]).toEqual([1, expect.stringMatching(/No shop runs on .*npm start/)]);
});
