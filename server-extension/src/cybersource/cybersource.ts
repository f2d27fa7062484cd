import type { CardVault } from '../payments/card-vault.ts';
import type { CardFields, Gateway, PaymentRecords } from '../payments/ports.ts';
import type { GatewayBooks } from '../payments/sweep/books.ts';
import type { PayerAuthenticationSetup } from '../payments/payer-authentication.ts';
import { createCardFields } from './card-fields.ts';
import { createClients } from './client.ts';
import type { HearTime } from './compared-time.ts';
import { createGateway } from './gateway.ts';
import type { Log } from './log.ts';
import { type ReadKeyFile, createKeyFiles } from './keys/key-files.ts';
import { createAuthenticationSetup } from './payer-authentication/setup.ts';
import { createGatewayBooks } from './look-up/granted.ts';
import { createPaymentRecords } from './look-up/payment-records.ts';
import { createPublicKeys } from './public-keys.ts';
import { createClientsThatNameRefusals } from './refused-credentials.ts';
import type { Sender } from './requests/reference.ts';
import { createCardVault } from './tokens/card-vault.ts';
import { createTransport } from './transport.ts';

export interface CyberSourceDeps extends Sender {
  /** An origin that takes the place of CyberSource's hosts, for development: `http://127.0.0.1:8081`. */
  readonly intermediateHost?: string;
  /** Milliseconds that a connection may be idle before it is closed. */
  readonly idleMs?: number;
  readonly readKeyFile: ReadKeyFile;
  readonly now: () => Date;
  readonly hear?: HearTime;
  readonly log?: Log;
}

export interface CyberSource {
  readonly gateway: Gateway;
  readonly cardFields: CardFields;
  readonly payerAuthentication: PayerAuthenticationSetup;
  readonly cardVault: CardVault;
  readonly books: GatewayBooks;
  readonly paymentRecords: PaymentRecords;
  /** Lets calls under way end, then closes the connections. */
  close(): Promise<void>;
}

/** CyberSource for every merchant account of the shop: connections, keys and clients are shared and kept. */
export function createCyberSource({
  intermediateHost,
  idleMs,
  readKeyFile,
  partner,
  application,
  now,
  hear,
  log,
}: CyberSourceDeps): CyberSource {
  const transport = createTransport(intermediateHost, idleMs);
  const clients = createClients({
    transport,
    keyFiles: createKeyFiles(readKeyFile),
    userAgent: `${application.name}/${application.version}`,
    now,
    ...(hear !== undefined && { hear }),
  });
  const clientFor = log === undefined ? clients : createClientsThatNameRefusals(clients, log);
  const publicKeyFor = createPublicKeys(transport, now);
  const logged = log && { log };
  return {
    gateway: createGateway({ clientFor, sender: { partner, application }, now, ...logged }),
    cardFields: createCardFields({
      clientFor,
      publicKeyFor,
      now,
      ...logged,
      ...(intermediateHost !== undefined && { intermediateHost }),
    }),
    payerAuthentication: createAuthenticationSetup({
      clientFor,
      sender: { partner, application },
      ...logged,
    }),
    cardVault: createCardVault({ clientFor, ...logged }),
    books: createGatewayBooks({ clientFor, sender: { partner, application } }),
    paymentRecords: createPaymentRecords({ clientFor, ...logged }),
    close: () => transport.close(),
  };
}
