import { expect } from 'chai';
import { prepareGround } from '../src/bench-servers.ts';
import { replay } from '../src/measurements/replay.ts';

describe('two instances on one PostgreSQL', function () {
  this.timeout(120_000);
  let prepared: Awaited<ReturnType<typeof prepareGround>>;
  before(async () => {
    prepared = await prepareGround(['postgres']);
  });
  after(() => prepared.stop());

  it('make one call for fifty copies of one webhook, and answer all of them with the same bytes', async () => {
    expect(await replay(prepared.ground, 1, 50)).to.deep.equal({
      deliveries: 1,
      copies: 50,
      gatewayCalls: 1,
      notApproved: 0,
      answeredDifferently: 0,
    });
  });

  it('make one call for each of a hundred webhooks, five times delivered', async () => {
    expect(await replay(prepared.ground, 100, 5)).to.include({
      gatewayCalls: 100,
      notApproved: 0,
      answeredDifferently: 0,
    });
  });
});
