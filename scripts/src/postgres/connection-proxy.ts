import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A server on 127.0.0.1 that passes each connection to another server. What ends one half of a connection ends the other. */
export interface ConnectionProxy {
  readonly port: number;
  /** Breaks every connection that is open; new ones are taken. */
  readonly breakAll: () => void;
  readonly end: () => Promise<void>;
}

/**
 * @param target the server behind it.
 * @param relay passes the bytes of a new connection on, in both directions; `close` breaks it.
 */
export async function startConnectionProxy(
  target: NetConnectOpts,
  relay: (client: Socket, upstream: Socket, close: () => void) => void,
): Promise<ConnectionProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    const close = (): void => {
      for (const socket of [client, upstream]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', close);
      socket.on('close', close);
    }
    relay(client, upstream, close);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    breakAll,
    end: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
