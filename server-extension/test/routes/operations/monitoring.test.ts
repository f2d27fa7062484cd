import { expect } from 'chai';
import { Secret } from '../../../src/domain/secret.ts';
import {
  createDependencyStatus,
  type DependencyProbe,
} from '../../../src/payments/health/dependency-status.ts';
import { API, type RunningApp, startApp } from '../../builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../builders/occ.ts';

const MONITORING_TOKEN = 'a token of a monitoring program';

for (const path of [`${API}/operations/metrics`, `${API}/operations/status`]) {
  describe(`GET ${path}`, () => {
    let occ: Occ;
    let app: RunningApp;
    beforeEach(async () => {
      occ = startOcc();
      app = await startApp({ monitoringToken: new Secret(MONITORING_TOKEN.replaceAll(' ', '-')) });
    });
    afterEach(async () => {
      await app.close();
      occ.stop();
    });

    const statusWith = async (token?: string): Promise<number> =>
      (
        await app.call('GET', path, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;

    it('answers an OCC admin token, and the token of a monitoring program without asking OCC', async () => {
      expect(await statusWith(adminToken)).to.equal(200);
      const asked = occ.asked.get('verify');
      expect(await statusWith(MONITORING_TOKEN.replaceAll(' ', '-'))).to.equal(200);
      expect(occ.asked.get('verify')).to.equal(asked);
    });

    it('answers nothing else', async () => {
      expect(await statusWith()).to.equal(401);
      expect(await statusWith('another-token')).to.equal(401);
      expect(await statusWith(`${MONITORING_TOKEN.replaceAll(' ', '-')}x`)).to.equal(401);
    });

    it('takes the token of a monitoring program for no other operation', async () => {
      const headers = { authorization: `Bearer ${MONITORING_TOKEN.replaceAll(' ', '-')}` };
      expect((await app.call('POST', `${API}/operations/sweep`, { headers })).status).to.equal(401);
    });
  });
}

describe('GET /operations/metrics', () => {
  it('is text for a scraper, never cached', async () => {
    const occ = startOcc();
    const text = '# HELP payment_ready Ready.\n# TYPE payment_ready gauge\npayment_ready 1\n';
    const app = await startApp({
      readMetrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text }),
    });
    const answer = await app.call('GET', `${API}/operations/metrics`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    await app.close();
    occ.stop();
    expect(answer.text).to.equal(text);
    expect(answer.headers).to.deep.include({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
  });
});

describe('GET /operations/status', () => {
  const probe = (name: DependencyProbe['name'], ask: DependencyProbe['ask']): DependencyProbe => ({
    name,
    ask,
    version: `${name} of no known version`,
    problem: () => `${name} is down: restart it.`,
  });
  const at = new Date('2026-01-31T10:22:21.000Z');

  async function answerWith(probes: readonly DependencyProbe[]): Promise<Record<string, unknown>> {
    const occ = startOcc();
    const app = await startApp({
      checkDependencies: createDependencyStatus({ probes, now: () => at, patienceMs: 50 }),
    });
    const { status, json } = await app.call('GET', `${API}/operations/status`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    await app.close();
    occ.stop();
    expect(status).to.equal(200);
    return json;
  }

  it('lists each dependency with its state, version and time', async () => {
    const answer = await answerWith([
      probe('occ', async () => 'v1'),
      probe('journal', async () => 'SQLite 3.50.4'),
    ]);
    expect(answer['status']).to.equal('ok');
    expect(answer['version']).to.equal('0.0.0');
    const [occ, journal] = answer['dependencies'] as Record<string, unknown>[];
    expect(occ).to.include({
      name: 'occ',
      status: 'up',
      version: 'v1',
      checkedAt: at.toISOString(),
    });
    expect(journal).to.include({ name: 'journal', version: 'SQLite 3.50.4' });
  });

  it('is degraded while one of them is down or does not answer, and says what to do', async () => {
    const answer = await answerWith([
      probe('occ', async () => 'v1'),
      probe('cybersource', () => new Promise(() => undefined)),
      probe('journal', async () => {
        throw new Error('postgres://user:secret@host');
      }),
    ]);
    expect(answer['status']).to.equal('degraded');
    const states = (answer['dependencies'] as Record<string, unknown>[]).map(({ name, status, problem }) => [
      name,
      status,
      problem,
    ]);
    expect(states).to.deep.equal([
      ['occ', 'up', undefined],
      ['cybersource', 'down', 'No answer within 50 ms.'],
      ['journal', 'down', 'journal is down: restart it.'],
    ]);
    expect(JSON.stringify(answer)).not.to.include('secret');
  });

  it('asks the dependencies once in five seconds, however often it is asked', async () => {
    let asked = 0;
    let now = at;
    const check = createDependencyStatus({
      probes: [
        probe('occ', async () => {
          asked += 1;
          return 'v1';
        }),
      ],
      now: () => now,
      patienceMs: 50,
    });
    await Promise.all([check(), check(), check()]);
    expect(asked).to.equal(1);
    now = new Date(at.getTime() + 5_000);
    await check();
    expect(asked).to.equal(2);
  });
});
