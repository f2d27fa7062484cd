import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CyberSourceSandbox,
  type CyberSourceSandboxOptions,
  startCybersourceSandbox,
} from '../../../sandbox/cybersource/start.ts';
import { createClock } from '../../src/time/clock.ts';
import { type CyberSource, createCyberSource } from '../../src/cybersource/cybersource.ts';
import type { Address, Authorize, Instrument, PaymentCommand } from '../../src/domain/payment/command.ts';
import type { GatewayRef, MerchantTransactionId } from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { GatewayAccount, GatewaySettings } from '../../src/domain/settings.ts';
import type { UnresolvedAttempt } from '../../src/payments/ports/ports.ts';
import { tokenize } from '../builders/card-fields.ts';
import { anAccount, anAuthorization, plainOrder, reference, someSettings } from './builders.ts';
import { paymentMethods } from '../../src/methods/methods.ts';

export const PAGE = 'http://localhost:8080';
export const VISA = '4111111111111111';

export const billTo: Address = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  address1: '12 St James Square',
  city: 'Austin',
  state: 'TX',
  postalCode: '78704',
  country: 'US',
  email: 'ada@example.com',
};

const keyFile = { keyFileName: 'testrest', keyAlias: 'testrest', keyPassword: new Secret('testrest') };
const withCertificate = { ...anAccount(), credential: { kind: 'certificate-jwt', ...keyFile } } as const;
const withSecret = anAccount({ kind: 'shared-secret-jwt' });

/** Every way for `testrest` to sign and encrypt. */
export const accounts: Readonly<Record<string, GatewayAccount>> = {
  'HTTP Signature': anAccount({ kind: 'http-signature' }),
  'a shared secret': withSecret,
  'a certificate': withCertificate,
  'a shared secret, requests encrypted': {
    ...withSecret,
    messageEncryption: true,
    encryptionCertificate: 'cybersource-mle',
  },
  'a shared secret, all encrypted': { ...withSecret, messageEncryption: true, responseKey: keyFile },
  'a certificate, all encrypted': { ...withCertificate, messageEncryption: true },
};

/** A shop whose CyberSource is the sandbox. */
export interface Shop {
  readonly sandbox: CyberSourceSandbox;
  readonly cybersource: CyberSource;
  send(command: PaymentCommand, merchantTransactionId?: string, deadlineMs?: number): Promise<PaymentResult>;
  undo(lost: UnresolvedAttempt): Promise<PaymentResult>;
  /** What the browser does with a card: a transient token, and the capture context it was made with. */
  tokenOf(cardNumber: string, securityCode?: string): Promise<{ token: string; context: string }>;
  /** Authorizes 12.50 USD with a new card. */
  executePayment(cardNumber?: string, changes?: Partial<Authorize>): Promise<PaymentResult>;
  close(): Promise<void>;
}

export async function startShop(
  account: GatewayAccount,
  changes: Partial<GatewaySettings> = {},
  options: CyberSourceSandboxOptions = {},
): Promise<Shop> {
  const settings = someSettings({ account, ...changes });
  const keysDirectory = await mkdtemp(join(tmpdir(), 'shop-'));
  const sandbox = await startCybersourceSandbox({ keysDirectory, ...options });
  const cybersource = createCyberSource({
    methods: paymentMethods,
    intermediateHost: sandbox.url,
    ...reference.sender,
    readKeyFile: (name) => readFile(join(keysDirectory, name)),
    ...createClock({
      machine: () => new Date(),
      elapsed: () => performance.now(),
      onDrift: () => undefined,
    }),
  });
  let attempts = 0;

  const send: Shop['send'] = (
    command,
    merchantTransactionId = `attempt${(attempts += 1)}`,
    deadlineMs = 5_000,
  ) =>
    cybersource.gateway.send(command, settings, {
      merchantTransactionId: merchantTransactionId as MerchantTransactionId,
      deadlineMs,
    });

  const tokenOf: Shop['tokenOf'] = async (cardNumber, securityCode = '123') => {
    const context = await cybersource.cardFields.captureContext(settings, {
      targetOrigin: PAGE,
      cardNetworks: ['VISA', 'MASTERCARD'],
    });
    const data = {
      number: cardNumber,
      securityCode,
      type: cardNumber.startsWith('5') ? '002' : '001',
      expirationMonth: '12',
      expirationYear: '2031',
    };
    return { token: await tokenize(sandbox.url, context, data), context };
  };

  return {
    sandbox,
    cybersource,
    send,
    undo: (lost) =>
      cybersource.gateway.reverse(lost, settings, {
        merchantTransactionId: lost.merchantTransactionId,
        deadlineMs: 5_000,
      }),
    tokenOf,
    async executePayment(cardNumber = VISA, command = {}) {
      const { token, context } = await tokenOf(cardNumber);
      await cybersource.cardFields.verifyTransientToken(token, context);
      const instrument: Instrument = { kind: 'transient-token', jwt: token, save: false };
      return send(anAuthorization({ instrument, order: { ...plainOrder, billTo }, ...command }));
    },
    async close() {
      await cybersource.close();
      await sandbox.close();
      await rm(keysDirectory, { recursive: true });
    },
  };
}

/** CyberSource's id in a result that has one. */
export function refOf(result: PaymentResult): GatewayRef {
  if (!('ref' in result)) throw new Error(JSON.stringify(result));
  return result.ref;
}
