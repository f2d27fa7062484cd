import type { Request, Response } from 'express';
import { createGateway } from '../../../server-extension/src/cybersource/gateway.ts';
import { createOperations } from '../../../server-extension/src/cybersource/operations.ts';
import type { SiteId } from '../../../server-extension/src/domain/ids.ts';
import { createSeal } from '../../../server-extension/src/domain/seal.ts';
import { Secret } from '../../../server-extension/src/domain/secret.ts';
import type { Channel, GatewaySettings } from '../../../server-extension/src/domain/settings.ts';
import type { Log } from '../../../server-extension/src/log.ts';
import type { OccApi } from '../../../server-extension/src/occ/admin-api.ts';
import { createSignatureCheck } from '../../../server-extension/src/occ/webhook-signature.ts';
import { createAttemptNames } from '../../../server-extension/src/payments/attempt-name.ts';
import { createAttempt } from '../../../server-extension/src/payments/attempt.ts';
import { createDebts } from '../../../server-extension/src/payments/debts.ts';
import { createPay } from '../../../server-extension/src/payments/pay.ts';
import type { Journal, NameAttempt } from '../../../server-extension/src/payments/ports.ts';
import { type Accepted, createConfirm } from '../../../server-extension/src/payments/reconcile/confirm.ts';
import { PACE } from '../../../server-extension/src/payments/reconcile/duties.ts';
import { createFindOut } from '../../../server-extension/src/payments/reconcile/find-out.ts';
import { createReconcile } from '../../../server-extension/src/payments/reconcile/reconcile.ts';
import { repeatedly } from '../../../server-extension/src/repeatedly.ts';
import type { AdmitAttempt } from '../../../server-extension/src/limits/attempts.ts';
import { createAuthenticate } from '../../../server-extension/src/routes/authenticate.ts';
import { createRestrainedPay } from '../../../server-extension/src/routes/restrained-pay.ts';
import { createCredibility } from '../../../server-extension/src/routes/credibility.ts';
import { errorHandler } from '../../../server-extension/src/routes/error-handler.ts';
import { oms } from '../../../server-extension/src/routes/oms.ts';
import { paymentWebhook } from '../../../server-extension/src/routes/payment-webhook.ts';
import type { Route } from '../../../server-extension/src/routes/route.ts';
import type { Life } from './life.ts';
import type { Exchange, Note } from './transport.ts';

/** A request to the extension, as whoever sends it puts it. */
export interface ExtensionRequest {
  readonly path: '/payments' | '/capture' | '/refund';
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

export interface ExtensionAnswer {
  readonly status: number;
  readonly text: string;
}

/** One running extension: the real rules and routes, everything outside it simulated. */
export interface Instance {
  readonly life: Life;
  answer(request: ExtensionRequest): Promise<ExtensionAnswer>;
}

export interface InstanceDeps {
  readonly life: Life;
  readonly journal: Journal;
  readonly exchange: Exchange;
  readonly occ: OccApi;
  readonly accepted: Accepted;
  readonly settingsFor: (site: SiteId, channel: Channel) => GatewaySettings;
  readonly webhookKey: string;
  /** Told of each name that is given to an attempt. */
  readonly onNamed: (name: string, key: string) => void;
  readonly note: Note;
}

/** The deadlines of the product. */
const DEADLINE_MS = 18_000;
const secret = new Secret('the sealing secret of the simulation, the same on every instance');
const nameAttempt = createAttemptNames(secret);

/** Starts an instance, as `assemble` does. */
export function startInstance(deps: InstanceDeps): Instance {
  const { life, journal, exchange, occ, note } = deps;
  const { now } = life;
  const settingsFor = async (site: SiteId, channel: Channel): Promise<GatewaySettings> =>
    deps.settingsFor(site, channel);
  const name: NameAttempt = (key, attempt) => {
    const given = nameAttempt(key, attempt);
    deps.onNamed(given, key);
    return given;
  };
  const gateway = createGateway({
    clientFor: (account) => {
      const operations = operationsOf(account);
      return {
        send: (compose, deadlineMs) => {
          const { method, path, body } = compose(operations);
          const request = {
            method,
            host: account.host,
            path,
            ...(body !== undefined && { body: JSON.stringify(body) }),
          };
          return life.outside(() => exchange(request, deadlineMs));
        },
      };
    },
    sender: { partner: {}, application: { name: 'simulation', version: '1' } },
    now,
  });
  const onTrouble = (event: string, error: unknown): void => {
    note(`! ${event}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const attempt = createAttempt({ gateway, journal, name, now, deadlineMs: DEADLINE_MS, onTrouble });
  const debts = createDebts({
    attempt,
    journal,
    now,
    lostAfterMs: 2 * DEADLINE_MS,
    onTried: () => undefined,
    onTrouble,
  });
  const pay = createPay({
    attempt,
    journal,
    deadlineMs: DEADLINE_MS,
    onDebt: (debtor, settings) => void debts.settle(debtor, settings),
  });
  repeatedly(
    createReconcile({
      journal,
      findOut: createFindOut({ gateway, journal, pace: PACE, now, deadlineMs: DEADLINE_MS }),
      confirm: createConfirm({
        journal,
        accepted: deps.accepted,
        pay,
        pace: PACE,
        now,
        onOrphan: () => undefined,
      }),
      debts,
      settingsFor,
      pace: PACE,
      now,
      leaseMs: 4 * DEADLINE_MS,
      onLeft: ({ entry, duty }, left) => {
        note(`. ${duty} ${entry.key} ${JSON.stringify(left)}`);
      },
      onTrouble,
    }),
    PACE.unknownMs / 2,
  );

  const log: Log = (level, event, fields) => {
    if (level === 'error') note(`! ${event} ${JSON.stringify(fields)}`);
  };
  const cardFields = { captureContext: unused, verifyTransientToken: unused };
  const seal = createSeal(secret);
  const common = { journal, pay, settingsFor, occ, now, log, seal, cardFields };
  const routes = [
    paymentWebhook({
      ...common,
      requireSignature: createSignatureCheck({ sha512: [new Secret(deps.webhookKey)] }),
      requireCredible: createCredibility(common),
      authenticate: createAuthenticate({ ...common, shopPages: { origins: async () => [] } }),
      restrainedPay: createRestrainedPay({ ...common, admitAttempt: admitEveryone }),
    }),
    oms('capture', common),
    oms('refund', common),
  ];
  const onError = errorHandler(log);
  return { life, answer: (request) => ask(routes, request, onError) };
}

/** Limits of shoppers are judged elsewhere: here nothing but money is. */
const admitEveryone: AdmitAttempt = async () => ({ ended: async () => undefined });

/** Calls a route as Express would, with just as much of a request and an answer as routes look at. */
function ask(
  routes: readonly Route[],
  { path, headers, bytes }: ExtensionRequest,
  onError: ReturnType<typeof errorHandler>,
): Promise<ExtensionAnswer> {
  return new Promise((resolve, reject) => {
    const route = routes.find((each) => each.path === path);
    if (route === undefined) throw new RangeError(`No route ${path}`);
    const answered = {
      statusCode: 200,
      headersSent: false,
      getHeader: () => 'a request of the simulation',
      setHeader: () => undefined,
      end(text: string) {
        answered.headersSent = true;
        resolve({ status: answered.statusCode, text });
      },
    };
    const req = { method: 'POST', path, headers, rawBody: bytes } as unknown as Request;
    const res = answered as unknown as Response;
    route.handle(req, res).catch((error: unknown) => {
      void onError(error, req, res, reject);
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
