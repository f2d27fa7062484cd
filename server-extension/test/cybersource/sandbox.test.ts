import { expect } from 'chai';
import { CompactEncrypt, decodeJwt, importJWK } from 'jose';
import { type CybersourceSandbox, startCybersourceSandbox } from '../../../sandbox/cybersource/start.ts';
import { type CyberSource, createCyberSource } from '../../src/cybersource/cybersource.ts';
import type { Authorize, PaymentCommand } from '../../src/domain/command.ts';
import type { GatewayRef, MerchantTransactionId } from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import type { Credential } from '../../src/domain/settings.ts';
import {
  aCapture,
  aRefund,
  aSale,
  aVoid,
  anAccount,
  anAuthorization,
  dollars,
  plainOrder,
  noKeyFiles,
  reference,
  someSettings,
} from './builders.ts';

const SHOP = 'http://localhost:8080';
const billTo = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  address1: '12 St James Square',
  city: 'Austin',
  state: 'TX',
  postalCode: '78704',
  country: 'US',
  email: 'ada@example.com',
};

for (const kind of ['http-signature', 'shared-secret-jwt'] satisfies Credential['kind'][])
  describe(`The gateway and the card fields on the sandbox, signed with ${kind}`, () => {
    const settings = someSettings({ account: anAccount({ kind }) });
    let sandbox: CybersourceSandbox;
    let cybersource: CyberSource;
    let attempts = 0;

    before(async () => {
      sandbox = await startCybersourceSandbox();
      cybersource = createCyberSource({
        intermediateHost: sandbox.url,
        ...reference.sender,
        readKeyFile: noKeyFiles,
        now: () => new Date(),
      });
    });
    after(async () => {
      await cybersource.close();
      await sandbox.close();
    });

    function send(command: PaymentCommand, merchantTransactionId = `${kind}${(attempts += 1)}`) {
      return cybersource.gateway.send(command, settings, {
        merchantTransactionId: merchantTransactionId as MerchantTransactionId,
        deadlineMs: 5_000,
      });
    }

    /** What the browser does with a card number. */
    async function tokenOf(cardNumber: string): Promise<{ token: string; context: string }> {
      const context = await cybersource.cardFields.captureContext(settings, {
        targetOrigin: SHOP,
        cardNetworks: ['VISA', 'MASTERCARD'],
      });
      const { flx } = decodeJwt<{ flx: { path: string; origin: string; jwk: { kid: string } } }>(context);
      const card = {
        number: cardNumber,
        securityCode: '123',
        type: '001',
        expirationMonth: '12',
        expirationYear: '2031',
      };
      const envelope = await new CompactEncrypt(
        Buffer.from(JSON.stringify({ data: card, context, index: 0 })),
      )
        .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: flx.jwk.kid })
        .encrypt(await importJWK(flx.jwk, 'RSA-OAEP'));
      const answer = await fetch(`${sandbox.url}${flx.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/jwt; charset=utf-8', origin: new URL(sandbox.url).origin },
        body: envelope,
      });
      return { token: await answer.text(), context };
    }

    async function pay(cardNumber: string, changes: Partial<Authorize> = {}) {
      const { token, context } = await tokenOf(cardNumber);
      await cybersource.cardFields.verifyTransientToken(token, context);
      const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
      return send(anAuthorization({ instrument, order: { ...plainOrder, billTo }, ...changes }));
    }

    function refOf(result: PaymentResult): GatewayRef {
      if (!('ref' in result)) throw new Error(JSON.stringify(result));
      return result.ref;
    }

    it('authorizes, captures in two parts and refunds part of one', async () => {
      const authorized = await pay('4111111111111111');
      expect(authorized).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
      const original = refOf(authorized);
      const first = await send(
        aCapture({ original, amount: dollars(1000), sequence: { number: 1, total: 2 } }),
      );
      const second = await send(
        aCapture({ original, amount: dollars(250), sequence: { number: 2, total: 2 }, isFinal: true }),
      );
      for (const captured of [first, second])
        expect(captured).to.include({ outcome: 'pending', because: 'settlement' });
      const refunded = await send(aRefund({ original: refOf(first), amount: dollars(400) }));
      expect(refunded).to.deep.include({ outcome: 'pending', because: 'settlement', amount: dollars(400) });
    });

    it('voids an authorization, and only once', async () => {
      const original = refOf(await pay('4111111111111111'));
      expect(await send(aVoid({ original }))).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
      expect(await send(aVoid({ original }))).to.have.nested.property(
        'gateway.reason',
        'AUTH_ALREADY_REVERSED',
      );
    });

    it('sells and refunds the sale', async () => {
      const { token } = await tokenOf('4111111111111111');
      const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
      const sold = await send(aSale({ instrument, order: { ...plainOrder, billTo } }));
      expect(sold.outcome).to.equal('approved');
      const refunded = await send(aRefund({ original: refOf(sold), of: 'sale' }));
      expect(refunded).to.include({ outcome: 'pending', because: 'settlement' });
    });

    it('is declined with the card that the issuer declines', async () => {
      const declined = await pay('4000000000000002');
      expect(declined).to.include({ outcome: 'declined', holdsMoney: false });
      expect(declined).to.have.nested.property('gateway.reason', 'PROCESSOR_DECLINED');
    });

    it('knows that a partial authorization holds money', async () => {
      const partial = await pay('4111111111111111', { amount: dollars(701_200) });
      expect(partial).to.include({ outcome: 'declined', holdsMoney: true });
    });

    it('saves a card and pays with it', async () => {
      const saving = await pay('4111111111111111', {
        instrument: { kind: 'transient-token', jwt: (await tokenOf('4111111111111111')).token, save: true },
      });
      expect(saving).to.have.property('savedCard').that.includes.keys('customerId', 'paymentInstrumentId');
      const saved = 'savedCard' in saving ? saving.savedCard : undefined;
      for (const instrument of [
        {
          kind: 'saved-card' as const,
          instrumentIdentifierId: saved!.instrumentIdentifierId!,
          expirationMonth: '12',
          expirationYear: '2031',
        },
        { kind: 'saved-card' as const, paymentInstrumentId: saved!.paymentInstrumentId! },
      ])
        expect(await send(anAuthorization({ instrument, order: { ...plainOrder, billTo } }))).to.include({
          outcome: 'approved',
        });
    });

    it('learns from a repeated merchant transaction id that it is a duplicate', async () => {
      const original = refOf(await pay('4111111111111111'));
      await send(aCapture({ original, amount: dollars(100) }), `${kind}twice`);
      const again = await send(aCapture({ original, amount: dollars(100) }), `${kind}twice`);
      expect(again).to.include({ outcome: 'unknown' });
      expect(again).to.have.property('problem').that.includes('duplicate');
    });

    it('is refused, with the settings to check, when the secret is wrong', async () => {
      const wrong = someSettings({ account: anAccount({ kind, secret: 'd3Jvbmc=' }) });
      const call = { merchantTransactionId: 'x' as MerchantTransactionId, deadlineMs: 5_000 };
      const refused = await cybersource.gateway.send(aCapture(), wrong, call);
      expect(refused).to.have.property('outcome', 'refused');
      expect(refused).to.have.property('problem').that.includes('merchantKeyId');
    });

    for (const fault of [
      'server-timeout-after-commit',
      'silence-after-commit',
      'reset-after-commit',
      'half-an-answer',
      'empty-answer',
      'garbage',
      'slow-drip',
      'unknown-status',
      'redirect',
      'unavailable',
    ] as const)
      it(`does not know what became of a capture that ends in ${fault}`, async () => {
        const original = refOf(await pay('4111111111111111'));
        sandbox.control.orderFault({ fault, on: 'capture', times: 1 });
        const result = await cybersource.gateway.send(aCapture({ original }), settings, {
          merchantTransactionId: `${kind}${(attempts += 1)}` as MerchantTransactionId,
          deadlineMs: 700,
        });
        expect(result.outcome).to.equal('unknown');
      });
  });
