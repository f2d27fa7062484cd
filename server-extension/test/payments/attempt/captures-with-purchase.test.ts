import { expect } from 'chai';
import type { GatewayCommand } from '../../../src/domain/payment/command.ts';
import { withPurchase } from '../../../src/payments/attempt/captures-with-purchase.ts';
import { aCapture, aRefund, usd } from '../../builders/command.ts';
import { yes } from '../../builders/gateway.ts';
import { aRememberingGateway } from '../../builders/records.ts';
import { aRef } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const call = { merchantTransactionId: 'v1' as never, deadlineMs: 1_000 };

describe('A capture that is to tell what is shipped', () => {
  async function sent(
    command: GatewayCommand,
    captureDetails: boolean,
    isReadable = true,
  ): Promise<{ readonly command: GatewayCommand | undefined; readonly why: readonly string[] }> {
    const seen: GatewayCommand[] = [];
    const why: string[] = [];
    const gateway = withPurchase(
      {
        ...aRememberingGateway(),
        send: async (each) => {
          seen.push(each);
          return yes(each);
        },
      },
      async () => (isReadable ? { lineItems: [], purchaseOrderNumber: 'PO-1' } : undefined),
      (_capture, reason) => void why.push(reason),
    );
    await gateway.send(command, { ...settings, captureDetails }, call);
    return { command: seen[0], why };
  }

  const capture = aCapture({ original: aRef(), amount: usd(100) });

  it('is sent as it is where the order cannot be read, or the site does not ask for it, or it is none', async () => {
    expect(await sent(capture, true, false)).to.deep.equal({ command: capture, why: ['unreadable'] });
    expect(await sent(capture, false)).to.deep.equal({ command: capture, why: [] });
    const refund = { ...aRefund({ original: aRef() }), of: 'capture' } as const;
    expect(await sent(refund, true)).to.deep.equal({ command: refund, why: [] });
  });

  it('carries what the order says', async () => {
    const { command, why } = await sent(capture, true);
    expect(command).to.have.nested.property('purchase.purchaseOrderNumber', 'PO-1');
    expect(why).to.deep.equal(['sums']);
  });
});
