/** A small client of the sandbox for tests: signs, sends, keeps what came back. */
import { httpSignature, testrest, type Credential } from './authentication/signer.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

/** Answers are read by path in tests; what is absent is undefined. */
export type Json = Readonly<Partial<Record<string, unknown>>>;

export interface Client {
  readonly post: (target: string, body: object) => Promise<Reply>;
  readonly patch: (target: string, body: object) => Promise<Reply>;
  readonly put: (target: string, body: object) => Promise<Reply>;
  readonly get: (target: string) => Promise<Reply>;
  readonly delete: (target: string) => Promise<Reply>;
}

export function createClient(url: string, credential: Credential = testrest): Client {
  const call = async (method: string, target: string, body?: string): Promise<Reply> => {
    const response = await fetch(url + target, {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...httpSignature({ method, target, body }, credential) },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return {
    post: (target, body) => call('POST', target, JSON.stringify(body)),
    patch: (target, body) => call('PATCH', target, JSON.stringify(body)),
    put: (target, body) => call('PUT', target, JSON.stringify(body)),
    get: (target) => call('GET', target),
    delete: (target) => call('DELETE', target),
  };
}

/** A value under a dotted path. */
export function at(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
      body,
    );
}

/** The same, for ids and other texts that have to be there. */
export function textAt(body: unknown, path: string): string {
  const value = at(body, path);
  if (typeof value !== 'string') throw new Error(`There is no text at ${path} in ${JSON.stringify(body)}`);
  return value;
}

export interface PaymentParts {
  readonly card?: string;
  readonly securityCode?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly capture?: boolean;
  readonly lastName?: string;
  readonly billTo?: object;
  readonly code?: string;
  readonly transactionId?: string;
  readonly processing?: object;
}

/** An address with all that CyberSource requires. */
export const BILL_TO = {
  firstName: 'Ada',
  lastName: 'Ito',
  address1: '1 Market Street',
  locality: 'San Francisco',
  administrativeArea: 'CA',
  postalCode: '94105',
  country: 'US',
  email: 'ada@example.com',
};

/** A payment as a shop sends it. */
export function aPayment(parts: PaymentParts = {}): object {
  const { card = '4111111111111111', amount = '10.00', currency = 'USD', code = 'order-1' } = parts;
  return {
    clientReferenceInformation: {
      code,
      ...(parts.transactionId !== undefined && { transactionId: parts.transactionId }),
      partner: { developerId: 'N2RC3Q4K' },
    },
    processingInformation: {
      commerceIndicator: 'internet',
      capture: parts.capture ?? false,
      ...parts.processing,
    },
    paymentInformation: {
      card: {
        number: card,
        expirationMonth: '12',
        expirationYear: '2035',
        securityCode: parts.securityCode ?? '123',
      },
    },
    orderInformation: {
      amountDetails: { totalAmount: amount, currency },
      billTo: {
        ...BILL_TO,
        lastName: parts.lastName ?? BILL_TO.lastName,
        ...parts.billTo,
      },
    },
  };
}

/** Amount and currency, as captures and refunds take them. */
export function anAmount(totalAmount: string, currency = 'USD', transactionId?: string): object {
  return {
    clientReferenceInformation: { code: 'order-1', ...(transactionId !== undefined && { transactionId }) },
    orderInformation: { amountDetails: { totalAmount, currency } },
  };
}

/** More to be held. */
export function anIncrement(additionalAmount: string, currency = 'USD'): object {
  return { orderInformation: { amountDetails: { additionalAmount, currency } } };
}

/** Amount of a reversal. */
export function aReversal(totalAmount: string, transactionId?: string): object {
  return {
    clientReferenceInformation: { code: 'order-1', ...(transactionId !== undefined && { transactionId }) },
    reversalInformation: { amountDetails: { totalAmount }, reason: 'test' },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
