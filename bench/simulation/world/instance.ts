import { assemblePayments } from '../../../server-extension/src/assembly/payments.ts';
import { assembleAuthorizationReconciliation } from '../../../server-extension/src/assembly/authorization-reconciliation.ts';
import type { Clock } from '../../../server-extension/src/assembly/time/clock.ts';
import type { Config } from '../../../server-extension/src/config/config.ts';
import type { ClientFor } from '../../../server-extension/src/cybersource/client/client.ts';
import { createGateway } from '../../../server-extension/src/cybersource/gateway.ts';
import { createAuthorizationSearch } from '../../../server-extension/src/cybersource/transactions/authorization-search.ts';
import { createPaymentRecords } from '../../../server-extension/src/cybersource/transactions/payment-records.ts';
import { createOperations } from '../../../server-extension/src/cybersource/client/operations.ts';
import type { SiteId } from '../../../server-extension/src/domain/ids.ts';
import { createSeal } from '../../../server-extension/src/domain/seal.ts';
import { Secret } from '../../../server-extension/src/domain/secret.ts';
import type { Channel, GatewaySettings } from '../../../server-extension/src/domain/settings.ts';
import type { AdmitAttempt } from '../../../server-extension/src/guard/attempt-limits.ts';
import { events } from '../../../server-extension/src/events.ts';
import type { Log } from '../../../server-extension/src/log/log.ts';
import type { OccApi } from '../../../server-extension/src/occ/api/admin-api.ts';
import { createOrderAcceptance } from '../../../server-extension/src/occ/orders/order-acceptance.ts';
import { createSignatureCheck } from '../../../server-extension/src/occ/webhook/webhook-signature.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/ports.ts';
import { RECOVERY_TIMINGS } from '../../../server-extension/src/payments/recovery/recovery-task.ts';
import { createAuthentication } from '../../../server-extension/src/http/request-authentication.ts';
import { type ErrorHandler, errorHandler } from '../../../server-extension/src/http/error-handler.ts';
import { omsCapture, omsRefund } from '../../../server-extension/src/routes/oms/oms.ts';
import { paymentWebhook } from '../../../server-extension/src/routes/payment-webhook/payment-webhook.ts';
import type { ServedRoute } from '../../../server-extension/src/http/route.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import type { SimulatedTransport, RecordCall } from './transport.ts';
import { methodRequestsIn } from '../../../server-extension/src/cybersource/requests/method-request.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';

/** A request to the extension, as its client sends it. */
export interface ExtensionRequest {
  readonly path: '/payments' | '/capture' | '/refund';
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

export interface ExtensionResponse {
  readonly status: number;
  readonly text: string;
}

/** One running extension: the real rules and routes, everything outside it simulated. */
export interface Instance {
  readonly life: InstanceLifecycle;
  readonly answer: (request: ExtensionRequest) => Promise<ExtensionResponse>;
}

export interface InstanceDeps {
  readonly life: InstanceLifecycle;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly exchange: SimulatedTransport;
  readonly occ: OccApi;
  readonly settingsFor: (site: SiteId, channel: Channel) => GatewaySettings;
  readonly webhookKey: string;
  /** What the journal is, by its configuration. */
  readonly location: Config['journal'];
  /** Milliseconds from one reconciliation of the gateway's authorizations to the next; 0: none. */
  readonly reconcileEveryMs: number;
  readonly note: RecordCall;
}

const secret = new Secret('the sealing secret of the simulation, the same on every instance');
/** The product's defaults. */
const defaults = {
  sealingSecret: secret,
  timings: RECOVERY_TIMINGS,
  deadlines: { occ: 25_000, cybersource: 18_000, lookUp: 4_000, margin: 3_000 },
};
const sender = {
  partner: {},
  application: { name: 'simulation', version: '1', installation: 'the simulation' },
};

/** Starts an instance, as `assemble` does. */
export function startInstance(deps: InstanceDeps): Instance {
  const { life, journal, exchange, occ, note } = deps;
  const { now, observeServerDate } = deps.clock;
  const settingsFor = async (site: SiteId, channel: Channel): Promise<GatewaySettings> =>
    deps.settingsFor(site, channel);
  const clientFor: ClientFor = (account) => {
    const operations = operationsOf(account);
    return {
      async send(compose, deadlineMs) {
        const { method, path, body } = compose(operations);
        const request = {
          method,
          host: account.host,
          path,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        };
        const reply = await life.outside(() => exchange(request, deadlineMs));
        if (reply.kind === 'answered') observeServerDate(reply.date);
        return reply;
      },
    };
  };
  const log: Log = (event, fields) => {
    if (events[event].level !== 'info') note(`! ${event} ${JSON.stringify(fields)}`);
  };

  const { executePayment } = assemblePayments({
    methods: paymentMethods,
    config: { ...defaults, journal: deps.location },
    gateway: createGateway({ clientFor, sender, methodRequest: methodRequestsIn(paymentMethods), now }),
    records: createPaymentRecords({ clientFor }),
    journal,
    orderAccepted: createOrderAcceptance(occ),
    settingsFor,
    now,
    log,
  });
  assembleAuthorizationReconciliation({
    config: {
      timings: RECOVERY_TIMINGS,
      reconciliation: { everyMs: deps.reconcileEveryMs, mostUndone: 100, dryRun: false },
    },
    authorizationSearch: createAuthorizationSearch({ clientFor, sender }),
    occ,
    journal,
    settingsFor,
    executePayment,
    now,
    log,
  });

  const cardFields = {
    captureContext: unused,
    verifyingPartOf: () => '',
    verifyTransientToken: unused,
  };
  const common = {
    methods: paymentMethods,
    journal,
    executePayment,
    settingsFor,
    occ,
    now,
    log,
    seal: createSeal(secret),
    cardFields,
    shopPages: { origins: async () => [], requireShopPage: async () => undefined },
    // Roles are judged elsewhere as well.
    findOperator: async () => ({ kind: 'application' as const, name: 'oms', roles: new Set<string>() }),
    operatorRoles: { of: async () => new Map(), ofAllSites: async () => new Map() },
    // Limits of shoppers are judged elsewhere: here nothing but money is.
    admitAttempt: admitEveryone,
  };
  const checks = {
    authentication: createAuthentication({
      ...common,
      requireSignature: createSignatureCheck({ sha512: [new Secret(deps.webhookKey)] }),
    }),
    requestLimit: { require: async () => undefined },
  };
  const routes = [
    paymentWebhook.bind(common, checks),
    omsCapture.bind(common, checks),
    omsRefund.bind(common, checks),
  ];
  const onError = errorHandler(log);
  return { life, answer: (request) => ask(routes, request, onError) };
}

const admitEveryone: AdmitAttempt = async () => ({ ended: async () => undefined });

/**
 * Calls a route with just as much of a request and an answer as routes look at, and with the same id each time: one seed
 * has one history, and its lines name requests.
 */
function ask(
  routes: readonly ServedRoute[],
  { path, headers, bytes }: ExtensionRequest,
  onError: ErrorHandler,
): Promise<ExtensionResponse> {
  return new Promise((resolve) => {
    const route = routes.find((each) => each.path === path);
    if (route === undefined) throw new RangeError(`No route ${path}`);
    let status = 0;
    const answered = {
      requestId: 'a request of the simulation',
      headersSent: false,
      setHeader: () => undefined,
      removeHeader: () => undefined,
      writeHead(code: number) {
        status = code;
        answered.headersSent = true;
      },
      end(text: string) {
        resolve({ status, text });
      },
    };
    const req = { method: 'POST', url: path, headers, rawBody: bytes } as unknown as Parameters<
      ServedRoute['handle']
    >[0];
    const res = answered as unknown as Parameters<ServedRoute['handle']>[1];
    route.handle(req, res).catch((error: unknown) => {
      onError(error, req, res);
    });
  });
}

const operationsOf = memoized(createOperations);

/** The SDK's clients are the same for every instance. */
function memoized<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function unused(): Promise<never> {
  return Promise.reject(new Error('Saved cards need no card fields.'));
}
