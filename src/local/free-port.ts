import { createServer } from 'node:net';

/** @returns the error code that listening there gives, or null when it works. */
export function whyNotFree(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

/** The remembered loopback port when it is still free, else one that the system picks. */
export async function freePort(remembered?: number): Promise<number> {
  if (remembered !== undefined && (await whyNotFree(remembered, '127.0.0.1')) === null) return remembered;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}
