import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { withoutChromium } from './chromium.ts';
import { withoutLastRelease } from './last-release.ts';
import { type ServiceAddresses, startTestServices } from './test-services.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    services: ServiceAddresses;
  }
}

/** Once per run: starts the services, and ends them whichever way the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...addresses } = await startTestServices(fileURLToPath(new URL('../..', import.meta.url)));
  project.provide('services', addresses);
  const onSignal = (signal: NodeJS.Signals) => {
    stop().finally(() => process.exit(signal === 'SIGHUP' ? 129 : 143));
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGHUP', onSignal);
  return async () => {
    await stop();
    if (withoutChromium) console.warn(withoutChromium);
    if (withoutLastRelease) console.warn(withoutLastRelease);
  };
}
