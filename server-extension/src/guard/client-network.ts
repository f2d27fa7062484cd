import type { IncomingMessage } from 'node:http';
import { toIpAddress } from '../domain/ip-address.ts';
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
  source: AddressSource,
  onUnbelieved: () => void = () => undefined,
): ClientNetwork {
  let isTold = false;
  return (req) => {
    const network = networkOf(addressOf(req, source) ?? '');
    const mayBeProxy = source.header === undefined && req.headers['x-forwarded-for'] !== undefined;
    if (network !== undefined && mayBeProxy && !isTold) {
      isTold = true;
      onUnbelieved();
    }
    return network;
  };
}

/** The IP address that a browser's request comes from; undefined when that cannot be told. */
export type ClientAddress = (req: IncomingMessage) => string | undefined;

/** As {@link createClientNetwork}. Without a header a private address is a proxy's, and no shopper's. */
export function createClientAddress(source: AddressSource): ClientAddress {
  return (req) => {
    const address = addressOf(req, source);
    const isKnown = source.header !== undefined || networkOf(address ?? '') !== undefined;
    return isKnown ? address : undefined;
  };
}

function addressOf(
  { headers, socket }: IncomingMessage,
  { header, proxies }: AddressSource,
): string | undefined {
  if (header === undefined) return toIpAddress(socket.remoteAddress ?? '');
  const hops = [headers[header] ?? []].flat().join(',').split(',');
  return toIpAddress(hops.at(-proxies) ?? '');
}
