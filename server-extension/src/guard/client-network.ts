import type { IncomingMessage } from 'node:http';
import { toIpAddress } from '../domain/network/ip-address.ts';
import { networkOf } from './network.ts';

/** Which header names the shopper's address, and how many of the shop's own proxies write into it. */
export interface AddressSource {
  /** Lower case. Without one, only the address of the connection counts. */
  readonly header?: string;
  readonly proxies: number;
}

/** The network that a request comes from; undefined when it is unknown. */
export type ClientNetwork = (req: IncomingMessage) => string | undefined;

/**
 * Only the part of the header that the shop's own proxies wrote is trusted: each appends the address of its client, and
 * everything before those was written by the client, which can write anything.
 *
 * @param onUnbelieved called once when an address seems to belong to a proxy that is not configured: all its shoppers
 *   would count as one network.
 */
export function createClientNetwork(
  source: AddressSource,
  onUnbelieved: () => void = () => undefined,
): ClientNetwork {
  let isReported = false;
  return (req) => {
    const network = networkOf(addressOf(req, source) ?? '');
    const mayBeProxy = source.header === undefined && req.headers['x-forwarded-for'] !== undefined;
    if (network !== undefined && mayBeProxy && !isReported) {
      isReported = true;
      onUnbelieved();
    }
    return network;
  };
}

/** The IP address that a browser's request comes from; undefined when it is unknown. */
export type ClientAddress = (req: IncomingMessage) => string | undefined;

/** As {@link createClientNetwork}. Without a header a private address is a proxy's, and no shopper's. */
export function createClientAddress(source: AddressSource): ClientAddress {
  return (req) => {
    const address = addressOf(req, source);
    if (source.header !== undefined || address === undefined) return address;
    return networkOf(address) === undefined ? undefined : address;
  };
}

function addressOf(
  { headers, socket }: IncomingMessage,
  { header, proxies }: AddressSource,
): string | undefined {
  // Several headers of one name are one list, with commas between them.
  const said = header === undefined ? socket.remoteAddress : String(headers[header]).split(',').at(-proxies);
  return said === undefined ? undefined : toIpAddress(said);
}
