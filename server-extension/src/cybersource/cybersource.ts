import type { Log } from '../telemetry/log/log.ts';
import type { CardVault } from '../payments/ports/card-vault.ts';
import type { CardSource } from '../notifications/ports.ts';
import type { CardFields } from '../payments/ports/card-fields.ts';
import type { Gateway } from '../payments/ports/gateway.ts';
import type { OrderRecords, PaymentRecords } from '../payments/ports/payment-records.ts';
import type { AuthorizationSearch } from '../payments/authorization-reconciliation/authorization-search.ts';
import type { Movements } from '../payments/settlement/movement.ts';
import type { ReviewDecisions } from '../payments/review/review-decisions.ts';
import type { PayerAuthenticationSetup } from '../payments/ports/payer-authentication.ts';
import { createCardFields } from './microform/card-fields.ts';
import { type ClientFor, createClients, type ObserveCall, type TraceCall } from './client/client.ts';
import type { ObserveServerDate } from './client/server-date.ts';
import { createGateway } from './gateway.ts';
import { type ObserveCertificate, type ReadKeyFile, createKeyFiles } from './keys/key-files.ts';
import { createAuthenticationSetup } from './payer-authentication/setup.ts';
import { createAuthorizationSearch } from './transactions/authorization-search.ts';
import { createPaymentRecords } from './transactions/payment-records.ts';
import { createMovements } from './reports/movements.ts';
import { createReviewDecisions } from './reports/review-decisions.ts';
import { createPublicKeys } from './microform/public-keys.ts';
import { createClientsThatNameRefusals } from './client/refused-credentials.ts';
import { methodRequestsIn, type RequestedMethod } from './requests/method-request.ts';
import type { Sender } from './requests/reference.ts';
import { createCardSource } from './notifications/card-source.ts';
import { createCardVault } from './vault/card-vault.ts';
import { createReachGateway, type ReachGateway } from './client/reachability.ts';
import { createRehearseMandate, type RehearseMandate } from './client/mandate-rehearsal.ts';
import { createTransport, type Transport } from './client/transport.ts';
import { present } from '../domain/present.ts';

export interface CyberSourceDeps extends Sender {
  /** The payment methods of the installation. */
  readonly methods: readonly RequestedMethod[];
  /** An origin that takes the place of CyberSource's hosts, for development: `http://127.0.0.1:8081`. */
  readonly intermediateHost?: string;
  /** Milliseconds that a connection may be idle before it is closed. */
  readonly idleMs?: number;
  readonly readKeyFile: ReadKeyFile;
  readonly now: () => Date;
  readonly observeServerDate?: ObserveServerDate;
  readonly observeCall?: ObserveCall;
  readonly traceCall?: TraceCall;
  /** Gets the end of the validity of each certificate that is used, by its file. */
  readonly observeCertificate?: ObserveCertificate;
  readonly log?: Log;
  /** The clients of merchant accounts; over the network by default. */
  readonly clientFor?: ClientFor;
  /** What carries their calls; the network by default. */
  readonly transport?: Transport;
}

export interface CyberSource {
  readonly gateway: Gateway;
  readonly cardFields: CardFields;
  readonly payerAuthentication: PayerAuthenticationSetup;
  readonly cardVault: CardVault;
  readonly cardSource: CardSource;
  readonly authorizationSearch: AuthorizationSearch;
  readonly reachGateway: ReachGateway;
  readonly rehearseMandate: RehearseMandate;
  readonly reviewDecisions: ReviewDecisions;
  readonly paymentRecords: PaymentRecords;
  readonly movements: Movements;
  readonly orderRecords: OrderRecords;
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
  methods,
  now,
  observeServerDate,
  observeCall,
  traceCall,
  observeCertificate,
  log,
  clientFor: given,
  transport = createTransport(intermediateHost, idleMs),
}: CyberSourceDeps): CyberSource {
  const clients =
    given ??
    createClients({
      transport,
      keyFiles: createKeyFiles(readKeyFile, observeCertificate),
      userAgent: `${application.name}/${application.version}`,
      now,
      ...present({ observeServerDate, observeCall, traceCall }),
    });
  const clientFor = log === undefined ? clients : createClientsThatNameRefusals(clients, log);
  const publicKeyFor = createPublicKeys(transport, now);
  const methodRequest = methodRequestsIn(methods);
  const logged = log && { log };
  const records = createPaymentRecords({ clientFor, now, ...logged });
  return {
    gateway: createGateway({ clientFor, sender: { partner, application }, methodRequest, now, ...logged }),
    cardFields: createCardFields({
      clientFor,
      publicKeyFor,
      now,
      ...logged,
      ...present({ intermediateHost }),
    }),
    payerAuthentication: createAuthenticationSetup({
      clientFor,
      sender: { partner, application },
      methodRequest,
      ...logged,
    }),
    cardVault: createCardVault({ clientFor, ...logged }),
    cardSource: createCardSource({ clientFor }),
    authorizationSearch: createAuthorizationSearch({ clientFor, sender: { partner, application } }),
    reachGateway: createReachGateway(clientFor),
    rehearseMandate: createRehearseMandate(clientFor),
    reviewDecisions: createReviewDecisions(clientFor),
    movements: createMovements(clientFor),
    paymentRecords: records,
    orderRecords: records,
    close: () => transport.close(),
  };
}
