import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import bodyParser from 'body-parser';
import express, { type Express } from 'express';
import { assemble } from '../../src/assemble.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { createApp } from '../../src/http/app.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createSeal, digestOf, type Seal } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { recoveryTaskOf } from './recovery-task.ts';
import { createLog } from '../../src/telemetry/log/log.ts';
import type { SignatureKeys } from '../../src/occ/webhook/signature/webhook-signature.ts';
import type { CardVault } from '../../src/payments/ports/card-vault.ts';
import type { ValidateMerchant } from '../../src/payments/ports/merchant-validation.ts';
import type { CheckReadiness } from '../../src/payments/health/readiness.ts';
import type { PayerAuthenticationSetup } from '../../src/payments/ports/payer-authentication.ts';
import type { CardFields } from '../../src/payments/ports/card-fields.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { OrderRecords, PaymentRecords } from '../../src/payments/ports/payment-records.ts';
import type { AuthorizationSearch } from '../../src/payments/authorization-reconciliation/authorization-search.ts';
import { emptyReport } from '../../src/payments/authorization-reconciliation/report.ts';
import type { ReconcileAuthorizations } from '../../src/payments/authorization-reconciliation/reconcile-authorizations.ts';
import type { Route } from '../../src/http/define-route.ts';
import type { RoutesDeps } from '../../src/routes/routes.ts';
import { createDeclaredAnswers } from './declared-answers.ts';
import { occUrl } from './occ.ts';
import { noRecords } from './records.ts';
import { approved } from './reported-results.ts';
import { sign, webhookKey } from './webhook.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import type { PaymentMethod } from '../../src/methods/method/payment-method.ts';

export const MOUNT = '/ccstorex/custom';
export const API = `${MOUNT}/isv-payment/v2`;

export interface AppOptions {
  /** Every route of the shipped methods by default. */
  readonly routes?: readonly Route<RoutesDeps>[];
  readonly reconcile?: ReconcileAuthorizations;
  /** Knows of no authorization by default. */
  readonly authorizationSearch?: AuthorizationSearch;
  /** 20 seconds by default. */
  readonly reconciliationPatienceMs?: number;
  readonly readiness?: CheckReadiness;
  /** No dependency by default. */
  readonly checkDependencies?: RoutesDeps['checkDependencies'];
  readonly readMetrics?: RoutesDeps['readMetrics'];
  readonly monitoringToken?: Secret;
  /** What could not be written to OCC's order; what the assembled write-back says by default. */
  readonly unwrittenResult?: RoutesDeps['unwrittenResult'];
  /** Shared with another instance; its own by default. */
  readonly journal?: Journal;
  readonly payerAuthentication?: PayerAuthenticationSetup;
  readonly webhookKeys?: SignatureKeys;
  readonly settingsTtlMs?: number;
  readonly now?: () => Date;
  /** Decides how the gateway answers; approves everything by default. */
  readonly answer?: (command: PaymentCommand, nth: number) => PaymentResult | Promise<PaymentResult>;
  /** What the host does with bodies before the extension sees them. */
  readonly host?: 'leaves the body' | 'gives bytes' | 'gives text' | 'loses the bytes';
  readonly hostExpress?: typeof express;
  readonly validateMerchant?: ValidateMerchant;
  readonly cardVault?: CardVault;
  /** What the gateway's records show; nothing by default. */
  readonly records?: PaymentRecords;
  /** Which authorizations the gateway has for an order; none by default. */
  readonly orderRecords?: OrderRecords;
  readonly walletScriptOrigin?: string;
  /** Notifications are on, and these are acted on with these handlers; off by default. */
  readonly notifications?: Pick<RoutesDeps, 'inbox' | 'notificationStore' | 'notificationReader'> & {
    readonly isInboxDurable: boolean;
  };
  /** The ways to pay; the extension's own by default. */
  readonly methods?: readonly PaymentMethod[];
}

export interface RunningApp {
  readonly url: string;
  readonly seal: Seal;
  readonly journal: Journal;
  /** Every command that reached the gateway. */
  readonly sent: PaymentCommand[];
  /** Every line that was written. */
  readonly lines: string[];
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Signs and delivers a webhook. */
  deliver(webhook: unknown, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | object;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly json: Record<string, never>;
}

/** The journal as it is at each call: a test can replace one of its methods while the app runs. */
function boundLate(journal: Journal): Journal {
  const methods = journal as unknown as Record<string, (...given: unknown[]) => unknown>;
  return Object.fromEntries(
    Object.keys(methods).map((name) => [name, (...given: unknown[]) => methods[name]?.(...given)]),
  ) as unknown as Journal;
}

/** The whole app over real HTTP, as it is assembled: real journal, seal, settings and rules; CyberSource's ports are made by hand. */
export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const { now = () => new Date(), answer = () => approved(), methods = paymentMethods } = options;
  const sent: PaymentCommand[] = [];
  const lines: string[] = [];
  const journal =
    options.journal ?? createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => new Date() });
  const log = createLog((_level, line) => lines.push(line), now);
  const { routes, answer: handle } = assemble(
    { config: configOf(options), log, methods },
    {
      clock: { now, observeServerDate: () => false, offsetMs: () => undefined },
      journal: boundLate(journal),
      cyberSource: {
        gateway: {
          async send(command) {
            sent.push(command);
            return answer(command, sent.length);
          },
          reverse: async () => ({ outcome: 'unknown', problem: 'Nothing is undone in this test.' }),
          lookUp: async () => ({ kind: 'not-found' }),
        },
        paymentRecords: options.records ?? noRecords,
        orderRecords: options.orderRecords ?? { authorizationsOf: async () => ({ kind: 'found', refs: [] }) },
        authorizationSearch: options.authorizationSearch ?? noAuthorizations,
        cardFields: honestCardFields,
        cardVault: options.cardVault ?? {
          forget: async () => undefined,
          billingAddressOf: async () => ({}),
          change: async () => async () => undefined,
        },
        payerAuthentication: options.payerAuthentication ?? {
          setUp: async () => {
            throw new Problem('gateway-failure', 'Nothing is set up in this test.');
          },
        },
      },
      routeDeps: {
        checkDependencies: options.checkDependencies ?? (async () => []),
        running: { version: '0.0.0', instance: 'of-the-tests' },
        ...(options.readMetrics && { readMetrics: options.readMetrics }),
        ...(options.monitoringToken && { monitoringToken: options.monitoringToken }),
        ...(options.unwrittenResult && { unwrittenResult: options.unwrittenResult }),
        readiness: options.readiness ?? (async () => []),
        validateMerchant: options.validateMerchant ?? noMerchant,
        reconcileAuthorizations: options.reconcile ?? (async () => emptyReport(now(), false)),
        reconciliationPatienceMs: options.reconciliationPatienceMs ?? 20_000,
        ...options.notifications,
      },
      ...(options.routes && { declared: options.routes }),
    },
  );
  const app = createApp(handle);
  const server = await listen(hosted(app, options));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const requireDeclared = createDeclaredAnswers(routes);
  const call: RunningApp['call'] = async (method, path, sending = {}) => {
    const reply = await send(url, method, path, sending);
    requireDeclared({ method, path, ...reply });
    return reply;
  };

  return {
    url,
    seal: createSeal(SEALING_SECRET),
    journal,
    sent,
    lines,
    call,
    deliver(webhook, headers = {}) {
      const body = Buffer.isBuffer(webhook) ? webhook : Buffer.from(JSON.stringify(webhook));
      return call('POST', `${API}/payments`, {
        body,
        headers: {
          'content-type': 'application/json',
          'x-oracle-cc-webhook-signature-sha512': sign(body),
          ...headers,
        },
      });
    },
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

const SEALING_SECRET = new Secret('a sealing secret of the tests, long enough');

function configOf({ webhookKeys, settingsTtlMs = 300_000, walletScriptOrigin }: AppOptions): Config {
  const environment = {
    ATG_SERVER_URL: occUrl,
    ATG_SERVER_ADMIN_URL: occUrl,
    ATG_APPLICATION_TOKEN: 'application-key',
    PAYMENTS_SECRET_KEY: webhookKey,
    CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
  };
  return {
    ...readConfig({ environment, version: '1.0.0' }),
    sealingSecret: SEALING_SECRET,
    namingSecret: SEALING_SECRET,
    settingsTtlMs,
    warnings: [],
    ...(webhookKeys !== undefined && { webhookKeys }),
    ...(walletScriptOrigin !== undefined && { walletScriptOrigin }),
  };
}

/** A gateway that knows of no authorization. */
const noAuthorizations: AuthorizationSearch = {
  authorizations: async () => [],
  followOns: async () => [],
  statusOf: async () => {
    throw new RangeError('No authorization was found that could have a status');
  },
};

const noMerchant: ValidateMerchant = async () => {
  throw new Problem('not-configured', 'No merchant is validated in this test.');
};

let contexts = 0;

/** Gives each context once. Accepts a token that names its context: `<context>/token`, or `<context>/token/<masked number>#<what was typed wrong>`. */
const honestCardFields: CardFields = {
  captureContext: async (settings, { targetOrigin, cardNetworks }) =>
    `context:${settings.account.merchantId}:${targetOrigin}:${cardNetworks.join('+')}:${(contexts += 1)}`,
  verifyingPartOf: (context) => context,
  async verifyTransientToken(token, context) {
    if (!token.startsWith(`${context}/token`))
      throw new Problem('malformed-request', 'The token was not made with this context.');
    const [card = ''] = token.slice(`${context}/token/`.length).split('#');
    return card === '' ? {} : { card };
  },
};

/** What a browser puts beside a card payment that the app itself has given the key for. */
export function cardProperties(
  app: Pick<RunningApp, 'seal'>,
  overrides: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const context = 'context:testrest:https://shop.test:VISA';
  const expiresAt = new Date(Date.now() + 60_000);
  const { iv, encrypted } = app.seal.seal(
    { purpose: 'capture-context', site: 'siteUS', expiresAt },
    digestOf(context),
  );
  return {
    paymentType: 'card',
    transientTokenJwt: `${context}/token`,
    captureContext: context,
    captureContextCipherEncrypted: encrypted,
    captureContextCipherIv: iv,
    ...overrides,
  };
}

function hosted(app: Express, { host = 'leaves the body', hostExpress = express }: AppOptions): Express {
  const outer = hostExpress();
  if (host !== 'leaves the body') {
    outer.use(
      bodyParser.json({
        limit: '1mb',
        verify(req, _res, bytes) {
          if (host === 'gives bytes') Object.assign(req, { rawBody: bytes });
          if (host === 'gives text') Object.assign(req, { rawBody: bytes.toString('utf8') });
        },
      }),
    );
  }
  outer.use(MOUNT, app);
  return outer;
}

function listen(app: Express): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(app).listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

/** Not fetch: it would tidy up the paths that the tests spell wrongly on purpose. */
function send(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: CallOptions,
): Promise<Reply> {
  const isBytes = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  const bytes = isBytes ? body : JSON.stringify(body);
  const type = isBytes ? {} : { 'content-type': 'application/json' };
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path,
        agent: false,
        headers: {
          ...type,
          ...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      },
    );
    request.on('error', reject);
    request.end(bytes);
  });
}

function parsed(text: string): Record<string, never> {
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch {
    return {};
  }
}
