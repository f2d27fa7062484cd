import type { IncomingMessage } from 'node:http';
import { networkOf } from './network.ts';

/** Which header names the shopper's address, and how many proxies of ours have written into it. */
export interface AddressSource {
  /** Lower case. Without one, only the address of the connection counts. */
  readonly header?: string;
  readonly proxies: number;
}

/** The network that a request comes from; undefined when that cannot be told. */
export type ClientNetwork = (req: IncomingMessage) => string | undefined;

/**
 * The header is believed only as far as our own proxies wrote it: each adds the address it heard from at the end, and
 * what stands before those was written by the client, who can write anything.
 *
 * @param onUnbelieved told once when an address that counts seems to be a proxy's that nobody has configured: all its
 *   shoppers would count as one network.
 */
export function createClientNetwork(
  { header, proxies }: AddressSource,
  onUnbelieved: () => void = () => undefined,
): ClientNetwork {
  let isTold = false;
  return ({ headers, socket }) => {
    if (header !== undefined) {
      const hops = [headers[header] ?? []].flat().join(',').split(',');
      return networkOf(withoutPort(hops.at(-proxies) ?? ''));
    }
    const network = networkOf(socket.remoteAddress ?? '');
    if (network !== undefined && headers['x-forwarded-for'] !== undefined && !isTold) {
      isTold = true;
      onUnbelieved();
    }
    return network;
  };
}

/** Some proxies write `203.0.113.7:51234`. */
function withoutPort(address: string): string {
  return address
    .trim()
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^\[(.+)\]:\d+$/, '$1');
}
