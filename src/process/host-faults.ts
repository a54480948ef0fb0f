import { createServer } from 'node:net';

/** What the settings' faults have to say of HOST: nothing can listen there. */
export async function faultsOfHost(host: string): Promise<string[]> {
  const code = await whyNotFree(0, host);
  return ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code ?? '')
    ? ['HOST is no name or address of this machine']
    : [];
}

/** @returns the error code that listening there gives, or null when it works. */
export function whyNotFree(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}
