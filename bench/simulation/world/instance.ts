import { type Assembled, assemble } from '../../../server-extension/src/assemble.ts';
import type { Clock } from '../../../server-extension/src/assembly/time/clock.ts';
import { type Config, readConfig } from '../../../server-extension/src/config/config.ts';
import type { ClientFor } from '../../../server-extension/src/cybersource/client/client.ts';
import { createOperations } from '../../../server-extension/src/cybersource/client/operations.ts';
import type { SiteId } from '../../../server-extension/src/domain/ids.ts';
import type { Channel, GatewaySettings } from '../../../server-extension/src/domain/settings.ts';
import type { AdmitAttempt } from '../../../server-extension/src/guard/attempt-limits.ts';
import { events } from '../../../server-extension/src/events.ts';
import type { Log } from '../../../server-extension/src/telemetry/log/log.ts';
import type { OccApi } from '../../../server-extension/src/occ/api/admin-api.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import { type ErrorHandler, errorHandler } from '../../../server-extension/src/http/error-handler.ts';
import type { ServedRoute } from '../../../server-extension/src/http/route.ts';
import type { NotificationStore } from '../../../server-extension/src/notifications/ports.ts';
import { EVENT_KEY } from './event-key.ts';
import type { InstanceLifecycle } from './instance-lifecycle.ts';
import type { SimulatedTransport, RecordCall } from './transport.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';

/** A request to the extension, as its client sends it. */
export interface ExtensionRequest {
  readonly path:
    | '/payments'
    | '/capture'
    | '/refund'
    | '/reverse'
    | '/reduce'
    | '/increment'
    | '/charge'
    | '/operations/payments'
    | '/notifications';
  /** Of a request that only reads: it is a GET then. */
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Its sender does not ask again, whatever becomes of it. */
  readonly isOnce?: true;
}

export interface ExtensionResponse {
  readonly status: number;
  readonly text: string;
}

/** One running extension: the real rules and routes, everything outside it simulated. */
export interface Instance {
  readonly life: InstanceLifecycle;
  readonly answer: (request: ExtensionRequest) => Promise<ExtensionResponse>;
  /** Its metrics, as a scraper reads them. */
  readonly readMetrics: Assembled['readMetrics'];
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
  /** Where notifications are kept, where the history has any. */
  readonly notifications?: NotificationStore;
}

/** The product's defaults, with the same secrets on every instance. */
function configOf({ webhookKey, location, reconcileEveryMs, notifications }: InstanceDeps): Config {
  const environment = {
    ATG_SERVER_URL: 'https://occ.simulation.test',
    ATG_SERVER_ADMIN_URL: 'https://occ.simulation.test',
    ATG_APPLICATION_TOKEN: 'the application key of the simulation',
    PAYMENTS_SECRET_KEY: webhookKey,
    CRYPTO_SERVICE_KEY: Buffer.alloc(32, 1).toString('base64'),
    ...(notifications && { NOTIFICATIONS_KEYS: `${EVENT_KEY.id}:${EVENT_KEY.secret}` }),
  };
  return {
    ...readConfig({ environment, version: '1' }),
    journal: location,
    reconciliation: { everyMs: reconcileEveryMs, mostUndone: 100, dryRun: false },
    warnings: [],
  };
}

/** Starts an instance, as OCC and the standalone server do. */
export function startInstance(deps: InstanceDeps): Instance {
  const { life, clock, journal, exchange, occ, note } = deps;
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
        if (reply.kind === 'answered') clock.observeServerDate(reply.date);
        return reply;
      },
    };
  };
  const log: Log = (event, fields) => {
    if (events[event].level !== 'info') note(`! ${event} ${JSON.stringify(fields)}`);
  };

  const extension = assemble(
    { config: configOf(deps), log, methods: paymentMethods },
    {
      clock,
      journal,
      ...(deps.notifications && { notifications: deps.notifications }),
      occ,
      settingsFor: async (site, channel) => deps.settingsFor(site, channel),
      clientFor,
      routeDeps: {
        originCheck: { origins: async () => [], requireShopOrigin: async () => undefined },
        // Roles are judged elsewhere as well.
        findOperator: async () => ({ kind: 'application', name: 'oms', roles: new Set<string>() }),
        operatorRoles: { of: async () => new Map(), ofAllSites: async () => new Map() },
        // Limits of shoppers are judged elsewhere: here nothing but money is.
        admitAttempt: admitEveryone,
        requestLimit: { require: async () => undefined },
      },
    },
  );
  extension.start().catch(() => undefined);
  const onError = errorHandler(log);
  return {
    life,
    answer: (request) => ask(extension.routes, request, onError),
    readMetrics: extension.readMetrics,
  };
}

const admitEveryone: AdmitAttempt = async () => ({ ended: async () => undefined });

/**
 * Calls a route with just as much of a request and an answer as routes look at, and with the same id each time: one seed
 * has one history, and its lines name requests.
 */
function ask(
  routes: readonly ServedRoute[],
  { path, query, headers, bytes }: ExtensionRequest,
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
    const asked =
      query === undefined ? { method: 'POST', url: path } : { method: 'GET', url: `${path}?${query}` };
    const req = { ...asked, headers, rawBody: bytes } as unknown as Parameters<ServedRoute['handle']>[0];
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
