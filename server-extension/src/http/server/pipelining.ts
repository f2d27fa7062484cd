import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for their answers at the same time. Browsers and proxies send one. */
export const WAITING_REQUESTS_MAX = 10;

/**
 * A server that cuts off a connection which sends request after request without waiting for answers (HTTP/1.1 pipelining):
 * thousands arrive in one piece, are all begun before anything else has its turn, and would hold up every other payment.
 */
export function createServerWithoutFloods(options: ServerOptions, listener: RequestListener): Server {
  const server = createServer(options, withoutFloods(listener));
  dropRestOfCutConnections(server);
  return server;
}

function withoutFloods(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  const waitingOn = (socket: Socket): number => waiting.get(socket) ?? 0;
  return (req, res) => {
    const { socket } = req;
    // The rest of a piece that had arrived before the connection was cut off.
    if (socket.destroyed) return;
    if (waitingOn(socket) >= WAITING_REQUESTS_MAX) {
      socket.destroy();
      return;
    }
    waiting.set(socket, waitingOn(socket) + 1);
    res.once('close', () => waiting.set(socket, waitingOn(socket) - 1));
    listener(req, res);
  };
}

/** Node's parser of one connection. Not in Node's documentation; the same in Node 20, 22 and 24 (`lib/_http_server.js`). */
interface RequestParser {
  /** Called with each request when its headers are complete. The number says what the parser does with the bytes after them. */
  onIncoming?: (req: IncomingMessage, shouldKeepAlive: boolean) => number;
}

/** Tells Node's parser that the bytes that follow are not HTTP, so that it leaves them alone (`src/node_http_parser.cc`). */
const STOP_PARSING = 2;

/**
 * Drops what a connection had sent before it was cut off. Node's parser makes a request of all that is left in a piece of
 * 64 KB, hundreds of them, although the connection is destroyed: twenty connections held up all others for 0.4 s. Where a
 * later Node has another parser, that is so again, and nothing else changes.
 */
function dropRestOfCutConnections(server: Server): void {
  server.on('connection', (socket: Socket & { readonly parser?: RequestParser | null }) => {
    const { parser } = socket;
    const begin = parser?.onIncoming;
    if (!parser || begin === undefined) return;
    parser.onIncoming = (req, shouldKeepAlive) => {
      const next = begin(req, shouldKeepAlive);
      return socket.destroyed ? STOP_PARSING : next;
    };
  });
}
