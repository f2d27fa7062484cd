import { expect } from 'chai';
import { accounts, startShop } from './shop.ts';

for (const minutes of [10, -10])
  describe(`A shop whose clock is ${-minutes} minutes off`, () => {
    for (const [name, account] of Object.entries(accounts))
      it(`pays, signed with ${name}: what was refused for its time is sent once more`, async () => {
        const shop = await startShop(account, {}, { now: () => new Date(Date.now() + minutes * 60_000) });
        try {
          expect(await shop.pay()).to.include({ outcome: 'approved' });
          const statuses = shop.sandbox.control.calls().map(({ status }) => status);
          expect(statuses.filter((status) => status === 401)).to.have.length(1);
          expect(shop.sandbox.ledger()).to.have.length(1);
        } finally {
          await shop.close();
        }
      });
  });
