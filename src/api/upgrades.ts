import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Nothing but HTTP/1.1 is spoken here, so an `Upgrade` is ignored (RFC 9110, section 7.8). Node answers such a request, and
 * drops what came in one packet with it: a request that a client wrote behind it would wait for its answer without end.
 * So the connection is read once more from that request on, without the header, with its body and all that follows.
 *
 * That is done once for a connection, as Java's client asks once for HTTP/2, and where no earlier request waits for its
 * answer, which could be overtaken. Elsewhere the answer says that the connection ends (`pipeliningPlugin`).
 */
export function readPastUpgrades(server: Server): void {
  server.on('upgrade', (request, socket, rest) => {
    readAgain.add(socket);
    socket.unshift(Buffer.concat([headWithoutUpgrade(request), rest]));
    server.emit('connection', socket);
  });
}

const readAgain = new WeakSet<Duplex>();

/** Whether a connection is read once more: Node's `shouldUpgradeCallback`. */
export function mayReadAgain({ socket }: IncomingMessage): boolean {
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: object | null };
  return !answer && !readAgain.has(socket);
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let n = 0; n < rawHeaders.length; n += 2)
    if (rawHeaders[n]?.toLowerCase() !== 'upgrade') lines.push(`${rawHeaders[n]}: ${rawHeaders[n + 1]}`);
  // Node reads heads so, byte for character.
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
