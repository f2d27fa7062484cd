import type { ServerResponse } from 'node:http';

/** Ends the connections of a server that is about to leave, each with the answer that is next on it. */
export interface Draining {
  /** Called with every response before it begins. */
  watch(res: ServerResponse): void;
  /** From now on every answer closes its connection, those under way included. */
  begin(): void;
}

export function createDraining(): Draining {
  const inFlight = new Set<ServerResponse>();
  let hasBegun = false;
  return {
    watch(res) {
      if (hasBegun) closeAfter(res);
      inFlight.add(res);
      res.once('close', () => inFlight.delete(res));
    },
    begin() {
      hasBegun = true;
      for (const res of inFlight) closeAfter(res);
    },
  };
}

/** HTTP/1.1: `Connection: close` tells the caller to send nothing more on it, and Node ends it after the answer. */
function closeAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('connection', 'close');
  // Its head has left already: the connection ends when it is whole.
  else res.once('finish', () => res.socket?.end());
}
