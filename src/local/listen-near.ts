import type { AddressInfo, Server } from 'node:net';

/**
 * The preferred port or, where it is taken, one of the next, or any.
 *
 * @param steps 1: that one or none
 * @param except ports that others are to have
 */
export async function listenNear(
  server: Server,
  preferred: number,
  {
    host = '127.0.0.1',
    steps = 20,
    except = [],
  }: { host?: string | undefined; steps?: number | undefined; except?: readonly number[] | undefined } = {},
): Promise<number> {
  for (let step = 0; ; step++) {
    const port = step < steps ? preferred + step : 0;
    if (port !== 0 && except.includes(port)) continue;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host, exclusive: true }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (port === 0 || steps === 1) throw error;
    }
  }
}
