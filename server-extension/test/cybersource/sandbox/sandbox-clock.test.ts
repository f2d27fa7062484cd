import { expect } from 'chai';
import { aCapture } from '../fixtures/builders.ts';
import { accounts, startShop } from '../fixtures/shop.ts';

for (const minutes of [10, -10])
  describe(`A shop whose clock is ${-minutes} minutes off`, () => {
    for (const [name, account] of Object.entries(accounts)) {
      it(`sends no capture twice, signed with ${name}: it asks for the time before its first one`, async () => {
        const shop = await startShop(account, {}, { now: () => new Date(Date.now() + minutes * 60_000) });
        try {
          expect(await shop.send(aCapture())).to.have.property('outcome', 'refused');
          const statuses = shop.sandbox.control.calls().map(({ status }) => status);
          expect(statuses).to.have.length(1);
          expect(statuses).not.to.include(401);
        } finally {
          await shop.close();
        }
      });

      it(`pays, signed with ${name}: card fields that were refused for their time are asked for once more`, async () => {
        const shop = await startShop(account, {}, { now: () => new Date(Date.now() + minutes * 60_000) });
        try {
          expect(await shop.executePayment()).to.include({ outcome: 'approved' });
          const statuses = shop.sandbox.control.calls().map(({ status }) => status);
          expect(statuses.filter((status) => status === 401)).to.have.length(1);
          expect(shop.sandbox.ledger()).to.have.length(1);
        } finally {
          await shop.close();
        }
      });
    }
  });
