import { expect } from 'chai';
import { type BetweenSandboxes, INSTANCES, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';

const TOKEN = 'token-of-a-monitoring-program';

/** With `npm run test:two` there are two of them behind one address. */
describe('The instances of a test run', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;

  before(async () => {
    machine = await startBetweenSandboxes({ environment: { MONITORING_TOKEN: TOKEN } });
  });

  after(() => machine.close());

  async function status(): Promise<{ instance: string; dependencies: readonly Record<string, string>[] }> {
    const answer = await fetch(`${machine.api}/operations/status`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    return (await answer.json()) as Awaited<ReturnType<typeof status>>;
  }

  it('answer in turn', async () => {
    const names = new Set<string>();
    for (let nth = 0; nth < 2 * INSTANCES; nth += 1) names.add((await status()).instance);
    expect(names.size).to.equal(INSTANCES);
  });

  it('know what another one has done: a payment that comes again is made once', async () => {
    const { orderId, status: first, again } = await deliverOrder(machine.api, 'Lovelace');
    expect(first).to.equal(200);
    for (let nth = 0; nth < INSTANCES; nth += 1) expect(await again()).to.equal(200);
    const made = machine.cybersource.ledger({ reference: orderId });
    expect(made.flatMap(({ transactions }) => transactions)).to.have.length(1);
  });
});
