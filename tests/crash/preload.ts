/**
 * Loaded into a process under test with `--import`, before its own code: watches the libraries through which it
 * talks to the world, and ends it by SIGKILL the first time that the event named by CRASH_AT happens. Nothing in
 * `src` knows of it.
 */
import { ClientRequest, Server } from 'node:http';
import { Socket } from 'node:net';
import { Job, Queue, Worker } from 'bullmq';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import pg from 'pg';

const crashAt = process.env.CRASH_AT ?? '';
/** What of the process is put to the test: api, relay or worker. */
const role = process.env.CRASH_IN;
/** The request on whose way an API process dies, with `:id` in the place of each id. */
const crashOn = process.env.CRASH_ON ?? 'POST /orders';
/** An API process does much before that request; only what follows it counts. */
let armed = role !== 'api';

function happened(event: string): void {
  if (!armed || event !== crashAt) return;
  process.kill(process.pid, 'SIGKILL');
  // Not one instruction more, however late the signal comes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the library takes and gives
type Any = any;

/** Puts `around` in the place of a method; it gets the arguments, the way on, and the object. */
function wrap(
  target: object,
  name: string,
  around: (args: Any[], goOn: (args: Any[]) => Any, self: Any) => Any,
): void {
  const holder = target as Record<string, (...args: Any[]) => Any>;
  const original = holder[name]!;
  holder[name] = function (this: Any, ...args: Any[]) {
    return around(args, (changed) => original.apply(this, changed), this);
  };
}

/** Tells of a method before it runs and after its promise is kept. */
function watch(target: object, name: string, event: string): void {
  wrap(target, name, async (args, goOn) => {
    happened(`before ${event}`);
    const result = await goOn(args);
    happened(`after ${event}`);
    return result;
  });
}

/** The last statement of a connection, which says what a COMMIT behind it is of. */
const last = new WeakMap<object, string>();

// Statements, by the name under which they are prepared, else by their first word. `sent`: it is with the kernel,
// and what would have left in the same write behind it is not.
wrap(pg.Client.prototype, 'query', (args, goOn, client) => {
  const [statement] = args;
  const text = typeof statement === 'string' ? statement : statement.text;
  // Those of a flight are sent and answered together.
  const names: string[] = statement.steps?.map((step: Any) => step.statement.name) ?? [
    statement.name ?? /\w+/.exec(text)?.[0],
  ];
  const name = names.at(-1)!;
  const commit = name === 'commit' && `commit of ${last.get(client)}`;
  last.set(client, name);
  if (commit) happened(`before ${commit}`);
  const answered = (result: Any) => {
    if (result?.rowCount > 0) happened(`found ${name}`);
    for (const answeredName of names) happened(`after ${answeredName}`);
    if (commit) happened(`after ${commit}`);
    if (text.includes('set handed_over_at = now()')) happened('after recording the hand-over');
    return result;
  };
  const callback = args.at(-1);
  const takesCallback = typeof callback === 'function';
  if (takesCallback) args[args.length - 1] = (error: Any, result: Any) => callback(error, answered(result));
  for (const sentName of names) happened(`before ${sentName}`);
  const answer = goOn(args);
  const { stream } = client.connection;
  if (crashAt === `sent ${name}`) while (stream.writableCorked > 0) stream.uncork();
  if (name === 'commit') heard(stream, 'COMMIT\0', 'sent commit');
  else happened(`sent ${name}`);
  if (addsJobs(args)) happened('sent queue.add');
  return takesCallback ? answer : answer?.then(answered);
});

/**
 * Once the server's answer is here, before anybody reads it. A COMMIT that was only sent may come to nothing: a server that is
 * behind finds the client gone before it comes to it.
 */
function heard(stream: Socket, tag: string, event: string): void {
  if (crashAt === event)
    stream.prependListener('data', (bytes: Buffer) => bytes.includes(tag) && happened(event));
}

/** The job id of an outbox message goes into a queue only. */
const addsJobs = (args: unknown): boolean =>
  crashAt === 'sent queue.add' && JSON.stringify(args).includes('outbox-');

// What leaves by a socket: gone to the kernel, and nothing was heard in return yet.
const inData = new WeakSet<Socket>();
wrap(Socket.prototype, 'write', (args, goOn, socket: Socket) => {
  const bytes = Buffer.from(args[0]);
  if (inData.delete(socket) && crashAt === 'sent half of the mail') {
    goOn([bytes.subarray(0, bytes.length >> 1)]);
    happened('sent half of the mail');
  }
  if (bytes.equals(Buffer.from('DATA\r\n'))) inData.add(socket);
  const text = bytes.toString('latin1');
  const flushed = goOn(args);
  // BullMQ's command to Redis; what is corked is not on its way yet.
  if (text.includes('outbox-') && socket.writableCorked === 0) happened('sent queue.add');
  return flushed;
});

wrap(Server.prototype, 'emit', (args, goOn) => {
  const [event, request, response] = args;
  const route = () => `${request.method} ${request.url.replaceAll(/[0-9a-f-]{36}/g, ':id')}`;
  if (event === 'request' && route() === crashOn) {
    armed = true;
    happened(`${crashOn} came`);
    response.once('finish', () => happened(`${crashOn} answered`));
  }
  return goOn(args);
});

// What another server, such as a payment provider, has done when its answer arrives; nobody has read that yet.
wrap(ClientRequest.prototype, 'emit', (args, goOn, { method, path }: ClientRequest) => {
  const route = () => path.replace(/\?.*/, '').replaceAll(/(pi|cs_test)_\w+/g, ':id');
  if (args[0] === 'response') happened(`answer to ${method} ${route()}`);
  return goOn(args);
});

watch(Queue.prototype, 'addBulk', 'queue.add');
// Published at once after the commit, it would race with the answer.
if (crashAt === `${crashOn} answered`) wrap(Queue.prototype, 'addBulk', () => new Promise(() => {}));

wrap(SMTPPool.prototype, 'send', ([mail, callback], goOn) => {
  happened('before mail.send');
  return goOn([
    mail,
    (error: Any, answer: Any) => {
      if (!error) happened('after mail.send');
      callback(error, answer);
    },
  ]);
});

// The warming of the cache, which a worker begins with, is not on the way of an order.
const mailJob = 'order.send-confirmation-email';
wrap(Worker.prototype, 'callProcessJob', (args, goOn) => {
  if (args[0].name === mailJob) happened('before job');
  return goOn(args);
});
wrap(Job.prototype, 'moveToCompleted', async (args, goOn, job: Job) => {
  if (job.name === mailJob) happened('before job.complete');
  const next = await goOn(args);
  if (job.name === mailJob) happened('after job.complete');
  return next;
});

// A worker that died is found out about in a second, for a test to wait for. One that shall die itself takes
// over nothing, so that it dies of its own job; one that takes over what a dead one left keeps its own lock
// however slow the machine is.
wrap(Worker.prototype as object, 'createLockManager', (args, goOn, worker: Worker) => {
  const survivor = role === 'worker' && crashAt === '';
  if (!survivor) Object.assign(worker.opts, { lockDuration: 1_000, lockRenewTime: 300 });
  Object.assign(worker.opts, { stalledInterval: 300, skipStalledCheck: crashAt !== '' });
  return goOn(args);
});
// The worker beside a relay would race with it for the job.
if (role === 'relay') wrap(Worker.prototype, 'run', async () => {});
