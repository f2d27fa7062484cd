import { createHash, randomUUID } from 'node:crypto';
import type { GatewayAccount } from '../domain/settings.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type ComposedCall, type Operations, createOperations } from './operations.ts';
import { createSigner } from './signing/signer.ts';
import type { Reply, Transport } from './transport.ts';

/** Speaks to CyberSource for one merchant account with one key. */
export interface Client {
  /** Signs the composed call and sends it, once. Never rejects. */
  send(compose: (operations: Operations) => ComposedCall, deadlineMs: number): Promise<Reply>;
}

export type ClientFor = (account: GatewayAccount) => Client;

const MAX_CLIENTS = 200;

/** One client for each host, merchant and key; a changed secret makes a new one, so two merchants never mix. */
export function createClients(transport: Transport, userAgent: string, now: () => Date): ClientFor {
  const clients = createBoundedMap<Client>(MAX_CLIENTS);
  return (account) =>
    clients.getOrMake(identify(account), () => createClient(account, transport, userAgent, now));
}

function identify({ host, merchantId, credential }: GatewayAccount): string {
  const [name, secret] =
    credential.kind === 'certificate-jwt'
      ? [`${credential.keyFileName}\n${credential.keyAlias}`, credential.keyPassword]
      : [credential.keyId, credential.secret];
  const version = createHash('sha256').update(secret.reveal()).digest('base64');
  return [host, merchantId, credential.kind, name, version].join('\n');
}

function createClient(
  account: GatewayAccount,
  transport: Transport,
  userAgent: string,
  now: () => Date,
): Client {
  const { host } = account;
  const operations = createOperations(account);
  const sign = createSigner(account);
  return {
    send(compose, deadlineMs) {
      const { method, path, accept, contentType, body: content } = compose(operations);
      const body = JSON.stringify(content);
      const proof = sign({ method, host, path, body }, now(), randomUUID());
      const headers = { ...proof, accept, 'content-type': contentType, 'user-agent': userAgent };
      return transport.exchange({ method, host, path, headers, body }, deadlineMs);
    },
  };
}
