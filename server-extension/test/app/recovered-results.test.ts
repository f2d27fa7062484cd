import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type Assembled, assemble } from '../../src/assemble.ts';
import { deliver, noOcc } from '../../src/assembly/workers/sample-delivery.ts';
import { createSampleShop, type SampleShop } from '../../src/assembly/workers/sample-payments.ts';
import { approvingTransport } from '../../src/cybersource/client/approving-transport.ts';
import { readConfig } from '../../src/config/config.ts';
import type { GatewayRef } from '../../src/domain/ids.ts';
import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { createRecoveryTaskOf } from '../../src/payments/recovery/recovery-task.ts';
import type { Gateway } from '../../src/payments/ports/gateway.ts';
import { createLog } from '../../src/telemetry/log/log.ts';
import { noRecords } from '../builders/records.ts';

const REF = '6750124114786780104953' as GatewayRef;
const LOST: PaymentResult = { outcome: 'unknown', problem: 'CyberSource did not answer' };

/** A gateway whose answers to some operations are lost, and whose records show what became of them. */
function gatewayThatLoses(lost: PaymentCommand['type'], found: PaymentResult): Gateway {
  return {
    async send({ type, amount }) {
      if (type === lost) return LOST;
      return { outcome: 'approved', ref: REF, amount, gateway: { httpStatus: 201 } };
    },
    reverse: async () => LOST,
    lookUp: async ({ operation }) =>
      operation === lost ? { kind: 'found', result: found } : { kind: 'not-found' },
  };
}

describe('What recovery has found out', () => {
  let extension: Assembled;
  let shop: SampleShop;
  let lines: Readonly<Record<string, unknown>>[];

  async function start(gateway: Gateway): Promise<void> {
    lines = [];
    shop = await createSampleShop(paymentMethods);
    const now = (): Date => new Date();
    const environment = {
      ATG_SERVER_URL: 'https://occ.test',
      ATG_SERVER_ADMIN_URL: 'https://occ.test',
      ATG_APPLICATION_TOKEN: 'application-key',
      // A recovery round follows after 30 milliseconds.
      RECONCILE_PACE: '0.001',
    };
    const config = readConfig({ environment, version: '1.0.0' });
    extension = assemble(
      {
        config: {
          ...config,
          webhookKeys: { sha512: [shop.webhookSecret] },
          sealingSecret: shop.sealingSecret,
        },
        log: createLog((_level, line) => lines.push(JSON.parse(line) as (typeof lines)[number]), now),
        methods: paymentMethods,
      },
      {
        journal: createMemoryJournal({
          capacity: 100,
          recoveryTaskOf: createRecoveryTaskOf(config.timings),
          now,
        }),
        occ: noOcc,
        settingsFor: async () => shop.settings,
        cyberSource: {
          gateway,
          paymentRecords: noRecords,
          orderRecords: { authorizationsOf: async () => ({ kind: 'found', refs: [] }) },
        },
        transport: approvingTransport,
      },
    );
    await extension.start();
  }

  afterEach(() => extension.stop());

  async function until(event: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const line = lines.find((each) => each['event'] === event);
      if (line !== undefined) return line;
      await pause(10);
    }
  }

  /** The cancellation that OCC asks for of an order. */
  function cancellationOf(authorization: Buffer): Parameters<typeof deliver>[1] {
    const webhook = JSON.parse(authorization.toString()) as Readonly<Record<string, unknown>>;
    const body = Buffer.from(
      JSON.stringify({
        ...webhook,
        transactionType: '0110',
        transactionId: `${String(webhook['transactionId'])}-0110`,
        referenceInfo: { hostTransactionId: REF },
        customProperties: {},
      }),
    );
    const key = Buffer.from(shop.webhookSecret.reveal(), 'base64');
    return { body, signature: createHmac('sha512', key).update(body).digest('base64') };
  }

  it('of a cancellation that CyberSource refused is told: it waits for a person', async () => {
    const refused: PaymentResult = { outcome: 'refused', problem: 'A field is missing' };
    await start(gatewayThatLoses('void', refused));
    const authorization = shop.nextAuthorization(new Date());
    expect(await deliver(extension.answer, authorization)).to.contain('"1000"');
    await deliver(extension.answer, cancellationOf(authorization.body));
    expect(await until('payment.void-or-refund-refused')).to.include({
      outcome: 'refused',
      problem: refused.problem,
    });
  });
});
