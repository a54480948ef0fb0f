// Starts what was built as containers would: the image's settings, the commands of the Compose file, a user
// who may write to nothing but /tmp. Places an order, watches its mail go out, and stops it all.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sendGarbage } from './garbage.mjs';
import { placeOrder } from './place-order.mjs';
import { CheckFailure, check, say } from './report.mjs';
import { start } from './unprivileged.mjs';

/** What `docker stop` waits, in ms. */
const STOP_MS = 10_000;
const READY_MS = 30_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function until(what, withinMs, holds) {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new CheckFailure(`${what}: not within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One container: the image's settings, its own /tmp, the given settings on top. */
async function container(image, bin, folders, name, settings) {
  const home = join(folders.root, 'run', name);
  mkdirSync(join(home, 'tmp'), { recursive: true });
  folders.own(home);
  const imageEnv = Object.entries(image.env).map(([key, value]) => [
    key,
    value.replace(/^\/tmp\//, `${home}/tmp/`),
  ]);
  const env = {
    ...Object.fromEntries(imageEnv),
    PATH: bin,
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    ...settings,
  };
  env.PORT = await freePort();
  const cwd = join(image.folder, image.workdir);
  const exec = ([file, ...args]) => start(join(bin, file), args, { cwd, env });
  return { name, env, exec, isHealthy: async () => (await exec(image.healthcheck).ended).code === 0 };
}

async function startAndCheck(one, command) {
  check(!(await one.isHealthy()), `${one.name}: HEALTHCHECK fails before the start`);
  const began = Date.now();
  const run = one.exec(command);
  let over;
  run.ended.then((end) => {
    over = end;
  });
  await until(`${one.name} is healthy`, READY_MS, () => {
    if (over) throw new CheckFailure(`${one.name} ended with ${over.code}:\n${over.output.trim()}`);
    return one.isHealthy();
  });
  check(
    true,
    `${one.name}: HEALTHCHECK passes ${((Date.now() - began) / 1000).toFixed(1)} s after the start`,
  );
  return run;
}

async function stop(name, run) {
  const began = Date.now();
  run.child.kill('SIGTERM');
  const late = setTimeout(() => run.child.kill('SIGKILL'), STOP_MS);
  const { code, output } = await run.ended;
  clearTimeout(late);
  const took = ((Date.now() - began) / 1000).toFixed(1);
  if (code !== 0) say(output.trim());
  check(code === 0, `${name}: SIGTERM, exit code ${code} after ${took} s`);
}

/** @param {'VmRSS' | 'VmHWM'} which what it holds now, or the most that it has held */
function megabytesOf({ child }, which) {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)?.[1]) / 1_000);
}

/** Whatever strangers send, the API answers, and stays within what its container may have. */
async function endureGarbage(base, token, run, mostMegabytes) {
  const statuses = await sendGarbage(base, token);
  say(`garbage: ${[...statuses].map(([status, count]) => `${count} x ${status}`).join(', ')}`);
  const failed = [...statuses.keys()].filter((status) => status >= 500 && status !== 503);
  check(failed.length === 0 && run.child.exitCode === null, 'garbage breaks nothing');
  const peak = megabytesOf(run, 'VmHWM');
  check(peak < mostMegabytes, `api: at most ${peak} MB, of the ${mostMegabytes} of its container`);
}

/**
 * @param commands of the Compose file, by service
 * @param services the URLs of database, Redis and mail server
 * @param limits what the Compose file gives a container
 */
export async function tryImage(image, bin, folders, commands, services, limits) {
  const admin = { email: 'image-check@holdfast.example', password: randomBytes(12).toString('hex') };
  const contain = (name, settings) => container(image, bin, folders, name, { ...services, ...settings });

  const migrate = await (await contain('migrate')).exec(commands.migrate).ended;
  check(migrate.code === 0, `migrate: exit code ${migrate.code}: ${migrate.output.trim()}`);

  const api = await contain('api', {
    JWT_SECRET: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  });
  const worker = await contain('worker', {});
  const runs = {};
  try {
    runs.api = await startAndCheck(api, commands.api);
    runs.worker = await startAndCheck(worker, commands.worker);
    const base = `http://127.0.0.1:${api.env.PORT}`;
    const { id, token } = await placeOrder(base, admin);
    check(true, `order ${id} placed over HTTP`);
    const handedOver = mailHandedOver(join(image.folder, image.workdir), services.DATABASE_URL);
    await until('the confirmation mail is handed to SMTP', READY_MS, () => handedOver(id));
    check(true, 'its confirmation mail was handed to SMTP');
    for (const [name, run] of Object.entries(runs)) say(`memory: ${name} ${megabytesOf(run, 'VmRSS')} MB`);
    await endureGarbage(base, token, runs.api, limits.memoryMegabytes);
  } catch (error) {
    for (const [name, run] of Object.entries(runs)) say(`${name} said:\n${run.output.trim()}`);
    throw error;
  } finally {
    if (runs.api?.child.exitCode === null) await stop('api', runs.api);
    if (runs.worker?.child.exitCode === null) await stop('worker', runs.worker);
  }
  check(!(await api.isHealthy()), 'api: HEALTHCHECK fails after the stop');
}

/** Asks the database, through the image's own driver. */
function mailHandedOver(app, connectionString) {
  return async (orderId) => {
    const { default: pg } = await import(join(app, 'node_modules/pg/lib/index.js'));
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      const sql = 'select 1 from mail_deliveries where order_id = $1 and handed_over_at is not null';
      return (await client.query(sql, [orderId])).rowCount > 0;
    } finally {
      await client.end();
    }
  };
}
