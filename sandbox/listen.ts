import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another program holds the port. The message is for the person who started this one. */
class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Listens on 127.0.0.1 and resolves to the port; 0 asks the system for a free one. */
export function listen(server: Server, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = `Port ${port} is taken. Remedy: stop what uses it, or set ${variable} (0 picks a free one).`;
      reject(error.code === 'EADDRINUSE' ? new PortTaken(remedy) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and cuts the connections that are open, silent ones included. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
