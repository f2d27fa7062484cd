import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { deliverOrder } from '../builders/google-pay-order.ts';
import { parseScrape, type ScrapedSample, sumOf } from '../builders/scrape.ts';

const TOKEN = 'token-of-a-monitoring-program';
const headers = { authorization: `Bearer ${TOKEN}` };

/** Everything real: OCC, CyberSource and the extension with a database. */
describe('The metrics of an extension that takes payments', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telemetry-'));
    machine = await startBetweenSandboxes({
      environment: {
        JOURNAL: `sqlite:${join(folder, 'journal.sqlite')}`,
        MONITORING_TOKEN: TOKEN,
        INSTANCE_NAME: 'shop-1',
      },
    });
  });

  after(async () => {
    await machine.close();
    await rm(folder, { recursive: true });
  });

  async function scrape(): Promise<readonly ScrapedSample[]> {
    const answer = await fetch(`${machine.api}/operations/metrics`, { headers });
    expect(answer.status).to.equal(200);
    return parseScrape(await answer.text());
  }

  it('count each attempt by outcome, reason, method and site, and a repeated delivery not at all', async () => {
    const paid = await deliverOrder(machine.api, 'Lovelace');
    expect(await paid.again()).to.equal(200);
    await deliverOrder(machine.api, 'ServerTimeoutBefore');
    const samples = await scrape();
    const attempts = { operation: 'authorize', method: 'googlepay', site: 'siteUS', instance: 'shop-1' };
    expect(sumOf(samples, 'payment_attempts_total', { ...attempts, outcome: 'approved' })).to.equal(1);
    expect(sumOf(samples, 'payment_attempts_total', { ...attempts, outcome: 'unknown' })).to.equal(1);
    expect(sumOf(samples, 'payment_recovery_tasks', { task: 'resolve-outcome' })).to.equal(1);
    expect(sumOf(samples, 'payment_recovery_tasks', { task: 'confirm-order' })).to.equal(1);
    expect(sumOf(samples, 'payment_unknown_oldest_age_seconds')).to.be.within(0, 30);
  });

  it('measure requests, calls to CyberSource and OCC, and the journal', async () => {
    await deliverOrder(machine.api, 'Lovelace');
    await fetch(`${machine.api}/nowhere`);
    const samples = await scrape();
    const count = (name: string, labels: Readonly<Record<string, string>>): number | undefined =>
      sumOf(samples, `${name}_seconds_count`, labels);
    const answered = 'http_server_request_duration';
    expect(count(answered, { http_route: '/payments', http_response_status_code: '200' })).to.be.at.least(1);
    expect(count(answered, { http_route: 'none', http_response_status_code: '404' })).to.equal(1);
    const called = 'http_client_request_duration';
    expect(
      count(called, {
        peer: 'cybersource',
        url_template: '/pts/v2/payments',
        http_response_status_code: '201',
      }),
    ).to.be.at.least(1);
    expect(count(called, { peer: 'occ', url_template: '/ccadmin/v1/sitesettings' })).to.be.at.least(1);
    for (const db_operation_name of ['claim', 'complete'])
      expect(
        count('db_client_operation_duration', {
          db_system_name: 'sqlite',
          db_operation_name,
          outcome: 'done',
        }),
        db_operation_name,
      ).to.be.at.least(1);
  });

  it('show that it is ready, and how far its clock is off', async () => {
    machine.cybersource.control.setClock({ offsetMs: 20_000 });
    await deliverOrder(machine.api, 'Lovelace');
    const samples = await scrape();
    machine.cybersource.control.setClock({ offsetMs: 0 });
    expect(sumOf(samples, 'payment_ready')).to.equal(1);
    expect(sumOf(samples, 'payment_clock_offset_seconds')).to.be.within(18, 21);
    expect(sumOf(samples, 'nodejs_eventloop_lag_seconds')).to.be.at.least(0);
  });

  it('hold no order, card, token or address', async () => {
    const { orderId } = await deliverOrder(machine.api, 'Lovelace');
    const text = JSON.stringify(await scrape());
    expect(text).not.to.include(orderId).and.not.to.include('4111').and.not.to.include('Lovelace');
  });

  it('are joined by a status that is degraded, not an error, while CyberSource is down', async () => {
    const statusNow = async (): Promise<{ status: string; dependencies: Record<string, string>[] }> => {
      const answer = await fetch(`${machine.api}/operations/status`, { headers });
      expect(answer.status).to.equal(200);
      return (await answer.json()) as { status: string; dependencies: Record<string, string>[] };
    };
    const up = await statusNow();
    expect(up.status, JSON.stringify(up.dependencies)).to.equal('ok');
    expect(up.dependencies.map(({ name }) => name)).to.deep.equal(['occ', 'cybersource', 'journal']);
    expect(up.dependencies.find(({ name }) => name === 'journal')?.['version']).to.match(/^SQLite 3\./);
    await machine.cybersource.close();
    await machine.restart();
    const down = await statusNow();
    expect(down.status).to.equal('degraded');
    expect(down.dependencies.find(({ name }) => name === 'cybersource')).to.include({ status: 'down' });
    expect(down.dependencies.find(({ name }) => name === 'occ')).to.include({ status: 'up' });
  });
});
