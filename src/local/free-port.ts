import { createServer } from 'node:net';
import { whyNotFree } from '../process/host-faults.ts';

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
