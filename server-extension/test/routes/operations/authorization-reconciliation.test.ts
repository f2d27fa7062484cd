import { expect } from 'chai';
import {
  emptyReport,
  type ReconciliationReport,
} from '../../../src/payments/authorization-reconciliation/report.ts';
import { API, type RunningApp, startApp } from '../../builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../builders/occ.ts';

const path = `${API}/operations/sweep`;
const operator = { authorization: `Bearer ${adminToken}` };

describe('POST /operations/sweep', () => {
  let occ: Occ;
  let app: RunningApp;
  let runs: number;
  const report: ReconciliationReport = {
    ...emptyReport(new Date(0), false),
    authorizations: 3,
    orphans: 1,
    reversed: 1,
  };

  beforeEach(async () => {
    occ = startOcc();
    runs = 0;
    app = await startApp({
      reconcile: async () => {
        runs += 1;
        return report;
      },
    });
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('reconciles for an operator and answers with what was found', async () => {
    const { status, json } = await app.call('POST', path, { headers: operator });
    expect(status).to.equal(200);
    expect(json).to.deep.equal(report);
    expect(runs).to.equal(1);
  });

  it('does nothing for other callers, and nothing for GET', async () => {
    const unknownShopper = { authorization: 'Bearer somebody' };
    expect((await app.call('POST', path)).status).to.equal(401);
    expect((await app.call('POST', path, { headers: unknownShopper })).status).to.equal(401);
    expect((await app.call('GET', path, { headers: operator })).status).to.equal(405);
    expect(runs).to.equal(0);
  });

  it('does not keep its caller waiting for a long one', async () => {
    const slow = await startApp({
      reconcile: () => new Promise(() => undefined),
      reconciliationPatienceMs: 5,
    });
    const { status, json } = await slow.call('POST', path, { headers: operator });
    await slow.close();
    expect({ status, json }).to.deep.equal({ status: 202, json: { status: 'in-flight' } });
  });
});
