import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { withoutChromium } from './chromium.ts';
import { withoutLastRelease } from './last-release.ts';
import { packProcesses } from './packed.ts';
import { type ServiceAddresses, startTestServices } from './test-services.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    services: ServiceAddresses;
  }
}

/** Once per run: starts the services, and ends them whichever way the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await packProcesses();
  const { stop, ...addresses } = await startTestServices(fileURLToPath(new URL('../..', import.meta.url)));
  project.provide('services', addresses);
  let stopping: Promise<void> | undefined;
  // Ctrl-C comes twice, from the terminal and from npm's front, at which Vitest would leave without its teardown.
  const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.on(signal, () => {
      stopping ??= stop().finally(() => process.exit(code));
    });
  }
  return async () => {
    await (stopping ?? stop());
    if (withoutChromium) console.warn(withoutChromium);
    if (withoutLastRelease) console.warn(withoutLastRelease);
  };
}
