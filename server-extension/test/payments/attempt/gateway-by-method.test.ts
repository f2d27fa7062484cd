import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import { createGatewayByMethod } from '../../../src/payments/attempt/gateway-by-method.ts';
import {
  type MethodRules,
  methodRulesIn,
  type OfflineAnswer,
} from '../../../src/payments/ports/method-rules.ts';
import type { Gateway } from '../../../src/payments/ports/gateway.ts';
import { anAuthorization, aRefund, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { settings } from '../../builders/settings.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';

const merchantTransactionId = 'v1attempt1' as MerchantTransactionId;
const call = { merchantTransactionId, deadlineMs: 50 };
const original = 'INV-v1attempt0' as GatewayRef;

describe('The gateway of a payment', () => {
  let sent: ObedientGateway;
  let gateway: Gateway;
  let answer: OfflineAnswer;

  beforeEach(() => {
    sent = anObedientGateway();
    answer = { outcome: 'approved', reference: `INV-${merchantTransactionId}` };
    const invoice: MethodRules = {
      type: 'invoice',
      name: 'Invoice',
      capabilities: new Set(),
      offline: { answer: () => answer },
    };
    const card: MethodRules = { type: 'card', name: 'Card', capabilities: new Set() };
    gateway = createGatewayByMethod(sent, methodRulesIn([card, invoice]));
  });

  it('is CyberSource for a method that is not offline, and for a payment whose method is not known', async () => {
    await gateway.send(anAuthorization(), settings, call);
    await gateway.send({ ...aRefund({ original }), of: 'capture' }, settings, call);
    expect(sent.sent).to.have.length(2);
  });

  it('is the method itself where it is offline: its own reference, the amount asked for, no call', async () => {
    const command = {
      ...aRefund({ original, paymentType: 'invoice', amount: usd(700) }),
      of: 'capture',
    } as const;
    expect(await gateway.send(command, settings, call)).to.deep.equal({
      outcome: 'approved',
      ref: 'INV-v1attempt1',
      amount: usd(700),
      gateway: { httpStatus: 0 },
    });
    answer = { outcome: 'pending', reference: 'INV-0000000' };
    expect(await gateway.send(command, settings, call)).to.include({
      outcome: 'pending',
      because: 'settlement',
    });
    answer = { outcome: 'refused', problem: 'The invoice is paid: transfer the money back.' };
    expect(await gateway.send(command, settings, call)).to.deep.equal(answer);
    expect(sent.sent).to.deep.equal([]);
  });

  for (const reference of ['INV-1', 'INV 00000001', 'x'.repeat(65)])
    it(`takes no reference that OCC would not send again: ${reference.slice(0, 14)}`, async () => {
      answer = { outcome: 'approved', reference };
      const command = anAuthorization({ paymentType: 'invoice' });
      const problem = await gateway.send(command, settings, call).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(problem).to.be.instanceOf(RangeError);
    });

  it('resolves a lost offline attempt by asking the method again, and undoes it without a call', async () => {
    const lost = {
      operation: 'authorize',
      captureNow: false,
      amount: usd(700),
      orderId: anAuthorization().orderId,
      claimedAt: new Date(),
      merchantTransactionId,
    } as const;
    sent.reverse = async () => Promise.reject(new Error('CyberSource was called.'));
    sent.lookUp = async () => Promise.reject(new Error('CyberSource was called.'));
    const invoice = { ...lost, paymentType: 'invoice' };
    expect(await gateway.lookUp(invoice, new Set(), settings, 50)).to.have.nested.property(
      'result.ref',
      'INV-v1attempt1',
    );
    expect(await gateway.reverse(invoice, settings, call)).to.include({ outcome: 'approved' });
    expect(await gateway.reverse(lost, settings, call).catch(String)).to.include('CyberSource was called');
    expect(await gateway.lookUp(lost, new Set(), settings, 50).catch(String)).to.include('was called');
  });
});
