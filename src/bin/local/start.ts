import { hostOf, withFaults } from '../../config.ts';
import { startGuardian } from '../../local/app-process.ts';
import { prepareDataDir } from '../../local/data-dir.ts';
import { type LocalSettings, localSettings } from '../../local/local-settings.ts';
import { ProcessRecords } from '../../local/process-records.ts';
import { startShop } from '../../local/shop.ts';
import { explainFileFault, StartFailure } from '../../local/start-failure.ts';
import { RunningParts } from '../../local/stop-order.ts';
import { onStopSignal } from '../../local/stop-signals.ts';
import { Terminal } from '../../local/terminal.ts';
import { faultsOfHost, whyNotFree } from '../../process/host-faults.ts';
import { failStart } from '../../process/lifecycle.ts';

/** The process behind `npm start`: starts everything on this machine, watches it and stops it in order. */
const terminal = new Terminal();
const running = new RunningParts();
let records: ProcessRecords | undefined;
let ready = false;
let stopping = false;

/** Ends everything, then the process itself. Only the first call counts. */
async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (records !== undefined) records.closed = true;
  await running.stopAll();
  // What had been started and was not yet known by its part.
  await records?.stopOrphans().catch(() => {});
  records?.forget('supervisor');
  if (ready && exitCode === 0) terminal.say('  Stopped.');
  process.exit(exitCode);
}

async function fail(message: string): Promise<void> {
  if (stopping) return;
  terminal.fail(`holdfast: ${message}`);
  await stop(1);
}

onStopSignal(
  (signal) => {
    terminal.say(`\n  Stopping…`);
    void stop(ready || signal !== 'SIGINT' ? 0 : 130);
  },
  () => running.killApps(),
);
process.on('uncaughtException', (error) => void fail(`stops because of a fault of its own: ${error.stack}`));

async function start(settings: LocalSettings): Promise<void> {
  const { dataDir, host, port, isSimulatorPortGiven, paymentSimulatorPort } = settings;
  prepareDataDir(dataDir);
  const own = new ProcessRecords(dataDir);
  const other = own.claim();
  if (other !== null) {
    throw new StartFailure(
      `Holdfast is already running on ${dataDir} (process ${other.pid}): stop it first, or set DATA_DIR and PORT to start a second one`,
    );
  }
  records = own;
  terminal.say('Holdfast');
  const orphans = await own.stopOrphans();
  if (orphans.length > 0) terminal.say(`  Cleaned up after a start that was killed: ${orphans.join(', ')}`);
  await checkAddress(host, port);
  if (isSimulatorPortGiven) await checkSimulatorPort(paymentSimulatorPort);
  startGuardian(dataDir, own);
  const url = await startShop({
    settings,
    terminal,
    records: own,
    running,
    onLost: (reason) => void fail(reason),
  });
  if (stopping) return;
  ready = true;
  terminal.say(`ready ${url}`);
}

/** Before a minute is spent on anything else. */
async function checkAddress(host: string, port: number): Promise<void> {
  const code = await whyNotFree(port, host);
  if (code === null) return;
  if (code === 'EADDRINUSE') {
    throw new StartFailure(
      `Port ${port} is in use: stop what listens there, or set PORT to another one (PORT=${port + 1} npm start)`,
    );
  }
  if (code === 'EACCES')
    throw new StartFailure(`Port ${port} is for root alone: set PORT to one from 1024 up`);
  throw new StartFailure(`HOST and PORT cannot be used (${code}): try HOST=127.0.0.1, or another PORT`);
}

async function checkSimulatorPort(port: number): Promise<void> {
  const code = await whyNotFree(port, '127.0.0.1');
  if (code === null) return;
  const cause = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
  throw new StartFailure(
    `Port ${port} of PAYMENT_SIMULATOR_PORT ${cause}: set it to another one, or leave it out`,
  );
}

try {
  const hostFaults = await faultsOfHost(hostOf());
  const settings = withFaults(hostFaults, () => localSettings(process.env));
  try {
    await start(settings);
  } catch (error) {
    const known = explainFileFault(error, settings.dataDir);
    const fault = known as Error;
    await fail(known instanceof StartFailure ? fault.message : `cannot start: ${fault.message}`);
  }
} catch (error) {
  failStart(error);
}
