import { expect } from 'chai';
import { areWithinLimit, besideUnwanted } from '../../src/measurements/unwanted-notifications.ts';
import { prepareGround } from '../../src/bench-servers.ts';

/** The short version of `npm run bench -- --notifications`, without its stopwatch. */
describe('notifications that have to be refused', function () {
  this.timeout(180_000);
  let prepared: Awaited<ReturnType<typeof prepareGround>>;
  before(async () => {
    prepared = await prepareGround([]);
  });
  after(() => prepared.stop());

  it('are refused, each with its status, and every payment beside them is approved', async () => {
    const plan = { rounds: 1, payments: 40, warmUp: 16, perSecond: 100 };
    const [round] = await besideUnwanted(prepared.ground, plan);
    expect(round?.unwanted.sent).to.be.greaterThan(14);
    expect(round).to.deep.include({ unwanted: { ...round?.unwanted, notRefused: 0 } });
    expect([round?.without.errors, round?.with.errors]).to.deep.equal([0, 0]);
  });

  it('are too many where payments lose more than ten milliseconds, or one of them is believed', () => {
    const load = {
      perSecond: 1,
      p50: 50,
      p99: 60,
      errors: 0,
      gatewayCalls: 1,
      handshakes: 0,
      cpuMicros: 500,
    };
    const unwanted = { sent: 10, perSecond: 100, notRefused: 0 };
    const round = { without: load, with: { ...load, p99: 70 }, unwanted };
    expect(areWithinLimit([round])).to.equal(true);
    expect(areWithinLimit([{ ...round, with: { ...load, p99: 70.1 } }])).to.equal(false);
    expect(areWithinLimit([{ ...round, unwanted: { ...unwanted, notRefused: 1 } }])).to.equal(false);
    expect(areWithinLimit([{ ...round, with: { ...load, errors: 1 } }])).to.equal(false);
  });
});
