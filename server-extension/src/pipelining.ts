import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for their answers at the same time. Browsers and proxies send one. */
const MOST_WAITING = 10;

/**
 * Cuts off a connection that sends request after request without waiting for answers (HTTP/1.1 pipelining): thousands
 * arrive in one piece, are all begun before anything else has its turn, and would hold up every other payment.
 */
export function withoutFloods(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  const waitingOn = (socket: Socket): number => waiting.get(socket) ?? 0;
  return (req, res) => {
    const { socket } = req;
    // The rest of a piece that had arrived before the connection was cut off.
    if (socket.destroyed) return;
    if (waitingOn(socket) >= MOST_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, waitingOn(socket) + 1);
    res.once('close', () => waiting.set(socket, waitingOn(socket) - 1));
    listener(req, res);
  };
}
