import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port that another program holds. Its message is meant for the person who started this one. */
class PortTaken extends Error {
  constructor(port: number, variable: string) {
    super(`Port ${port} is taken. Remedy: stop what uses it, or set ${variable} (0 picks a free one).`);
    this.name = 'PortTaken';
  }
}

/** Listens on 127.0.0.1 and resolves to the port; 0 asks the system for a free one. */
export function listen(server: Server, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, variable) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and ends the connections that are open. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
