// Runs the image's steps where there is no container engine: the Dockerfile's own COPY and RUN lines in a clean
// folder, on the pinned Node, as an ordinary user ("nobody" where root starts it), then the processes from it.
//
//   DATABASE_URL=… [REDIS_URL=…] SMTP_URL=… node scripts/check-image.mjs [--keep]
//
// DATABASE_URL names a database to spend: it is migrated, and a product and an order stay in it. Without
// DATABASE_URL only the build is checked. --keep leaves the folder.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeCommands, composeLimits } from './check-image/compose-commands.mjs';
import { checkContents } from './check-image/contents.mjs';
import { copyContext } from './check-image/context.mjs';
import { readDockerfile } from './check-image/dockerfile.mjs';
import { CheckFailure, check, say } from './check-image/report.mjs';
import { buildStages } from './check-image/stages.mjs';
import { makeToolchain, pinnedNodeVersion, versionOf } from './check-image/toolchain.mjs';
import { tryImage } from './check-image/trial.mjs';
import { isRoot, owner } from './check-image/unprivileged.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function cleanFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-image-'));
  chmodSync(folder, 0o755);
  const own = (path, { uid, gid } = owner) => {
    if (isRoot) spawnSync('chown', ['-R', `${uid}:${gid}`, path]);
  };
  return { root: folder, context: join(folder, 'context'), stages: {}, own };
}

/** What npm needs to know of the network here; of all the rest the steps see nothing. */
function buildEnvironment(bin, home) {
  const passed = /^(https?_proxy|no_proxy|npm_config_(registry|cafile)|NODE_EXTRA_CA_CERTS)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passed.test(name)));
  return { ...env, PATH: `${bin}:/usr/bin:/bin`, HOME: home };
}

async function main() {
  process.umask(0o022);
  const folders = cleanFolder();
  try {
    const stages = readDockerfile(join(root, 'Dockerfile'));
    const version = pinnedNodeVersion(root);
    check(stages[0].parent.startsWith(`node:${version}-`), `the base image is Node ${version}, as pinned`);
    const bin = makeToolchain(root, folders.root);
    say(
      `node ${versionOf(bin, 'node')}, npm ${versionOf(bin, 'npm')}, as ${isRoot ? 'nobody' : 'this user'}`,
    );
    say(`context: ${copyContext(root, folders.context).length} files`);

    const home = join(folders.root, 'home');
    mkdirSync(home);
    folders.own(home);
    const image = await buildStages(stages, folders, buildEnvironment(bin, home));
    const app = join(image.folder, image.workdir);
    checkContents(root, app);
    check(/^[1-9]\d*(:[1-9]\d*)?$/.test(image.user ?? ''), 'the user is not root, and a number');
    const commands = composeCommands(join(root, 'docker-compose.yml'));
    check(String(image.cmd) === String(commands.api), "the image's command is the API");

    // As in the image: the processes may not write to their own folder.
    folders.own(image.folder, { uid: 0, gid: 0 });
    spawnSync('chmod', ['-R', 'a-w', image.folder]);
    const { DATABASE_URL, REDIS_URL, SMTP_URL } = process.env;
    if (DATABASE_URL && SMTP_URL) {
      const services = { DATABASE_URL, SMTP_URL, ...(REDIS_URL && { REDIS_URL }) };
      await tryImage(
        image,
        bin,
        folders,
        commands,
        services,
        composeLimits(join(root, 'docker-compose.yml')),
      );
    } else say('not started: DATABASE_URL and SMTP_URL name what to start it against');
    say('the image holds');
  } finally {
    if (process.argv.includes('--keep')) say(`kept: ${folders.root}`);
    else {
      if (!isRoot) spawnSync('chmod', ['-R', 'u+w', folders.root]);
      spawnSync('rm', ['-rf', folders.root]);
    }
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CheckFailure)) throw error;
  console.error(`check-image: ${error.message}`);
  process.exitCode = 1;
}
