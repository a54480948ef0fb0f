// Prints the folder of a PostgreSQL 15 with its initdb: one that is installed, else Debian's package, fetched without root
// and unpacked. Prints nothing, and says why on stderr, where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PrivateApt, runBounded } from '../dist/src/local/apt.js';

const below = 'usr/lib/postgresql/15/bin';
// Run by root, the server belongs to another user, who may not be able to enter the checkout.
const place = process.getuid() === 0 ? '/var/lib/holdfast/postgresql-15' : resolve('.data/postgresql-15');
const runs = (bin) => spawnSync(join(bin, 'postgres'), ['--version']).status === 0;
const found = () =>
  [`/${below}`, join(place, below)].find((bin) => existsSync(join(bin, 'initdb')) && runs(bin));

async function fetchPackage() {
  if (spawnSync('dpkg-deb', ['--version']).error) return 'it is not installed, and this is no Debian';
  const work = `${place}.${process.pid}`;
  try {
    mkdirSync(work, { recursive: true });
    const apt = new PrivateApt(work);
    const packages = ['postgresql-15', 'libpq5'];
    // The system's lists may be missing or out of date; then lists of our own.
    if (!(await apt.knows(packages[0])) || !(await apt.download(packages)).ok) {
      await apt.update();
      if (!(await apt.download(packages)).ok)
        return 'the distribution has no package of it that can be fetched';
    }
    for (const file of apt.downloaded()) await runBounded('dpkg-deb', ['-x', file, place], work);
    if (found() === undefined) return 'the fetched one does not run: a library is missing';
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const fault = found() === undefined ? await fetchPackage() : undefined;
const bin = found();
if (bin !== undefined) console.log(bin);
else console.error(`No PostgreSQL 15: ${fault ?? 'no reason given'}`);
