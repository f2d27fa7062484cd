import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { aPayment, createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';

const NAME = 'ConversionDetailReport_Daily_Classic';

/** The extension between both sandboxes, asked for reports as an order management does. */
describe('Reports of reviewers’ decisions', () => {
  let machine: BetweenSandboxes;
  let token: string;

  before(async () => {
    machine = await startBetweenSandboxes({
      cybersource: { clockSkewMs: 1e13 },
      environment: { CACHE_GATEWAYSETTINGS_TTL_SECS: '0' },
    });
    token = await adminToken(machine.occ.url);
  });
  beforeEach(() => {
    machine.cybersource.control.reset();
    machine.cybersource.control.setClock({ offsetMs: 0 });
    useZone('UTC');
  });
  after(() => machine.close());

  const change = (values: Readonly<Record<string, string>>): void => {
    machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', { storefront: values });
  };

  function useZone(name: string): void {
    change({ reportTimeZone: name });
  }

  const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${machine.api}${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
        ...headers,
      },
    });

  async function rows(path: string): Promise<readonly string[]> {
    const answer = await ask(path);
    expect(answer.status, `${path} ${await answer.clone().text()}`).to.equal(200);
    const json = (await answer.json()) as { merchantReferenceCode: string; newDecision: string }[];
    return json.map(({ merchantReferenceCode, newDecision }) => `${merchantReferenceCode} ${newDecision}`);
  }

  /** Under review and decided at that moment of CyberSource's clock. */
  async function decided(
    code: string,
    at: string,
    newDecision: 'ACCEPT' | 'REJECT' = 'ACCEPT',
  ): Promise<void> {
    machine.cybersource.control.setClock({ at: new Date(at) });
    const client = createClient(machine.cybersource.url);
    const paid = await client.post(
      '/pts/v2/payments',
      aPayment({ code, billTo: { email: 'review@domain.com' } }),
    );
    machine.cybersource.control.decideCase('testrest', textAt(paid.body, 'id'), {
      newDecision,
      reviewer: 'jane',
    });
  }
  const isNow = (at: string): void => {
    machine.cybersource.control.setClock({ at: new Date(at) });
  };
  const today = new Date();
  const daysAgo = (days: number): string =>
    new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);

  it('daily: the decisions of that day, in the schema of the replaced plugin', async () => {
    const [day, next] = [daysAgo(3), daysAgo(2)];
    await decided('o1', `${day}T00:00:00Z`);
    await decided('o2', `${day}T23:59:59Z`, 'REJECT');
    await decided('o3', `${next}T00:00:00Z`);
    isNow(`${daysAgo(0)}T00:00:00Z`);
    const answer = await ask(`/report/daily?date=${day}`);
    expect(await answer.json()).to.deep.equal([
      { merchantReferenceCode: 'o1', originalDecision: 'REVIEW', newDecision: 'ACCEPT' },
      { merchantReferenceCode: 'o2', originalDecision: 'REVIEW', newDecision: 'REJECT' },
    ]);
    expect(await rows(`/report/daily?date=${next}`)).to.deep.equal(['o3 ACCEPT']);
    expect(await rows(`/report/daily?date=${daysAgo(1)}`)).to.deep.equal([]);
  });

  it('daily: a day that is not over is complete up to now, without a report', async () => {
    const day = daysAgo(0);
    await decided('o1', `${day}T00:00:00Z`);
    isNow(new Date().toISOString());
    expect(await rows(`/report/daily?date=${day}`)).to.deep.equal(['o1 ACCEPT']);
    expect(machine.cybersource.control.calls().map(({ path }) => path.split('?')[0])).to.include.members([
      '/reporting/v3/report-downloads',
      '/reporting/v3/conversion-details',
    ]);
  });

  it('daily: a day to come has none, and neither has one without decisions', async () => {
    expect(await rows(`/report/daily?date=${daysAgo(-2)}`)).to.deep.equal([]);
    expect(await rows(`/report/daily?date=${daysAgo(5)}`)).to.deep.equal([]);
  });

  it('daily: the report of the setting dailyReportName is read', async () => {
    change({ dailyReportName: 'Reviews_Of_My_Shop' });
    await ask(`/report/daily?date=${daysAgo(3)}`);
    change({ dailyReportName: NAME });
    const asked = machine.cybersource.control.calls().find(({ path }) => path.includes('report-downloads'));
    expect(asked?.path)
      .to.include('reportName=Reviews_Of_My_Shop')
      .and.include(`reportDate=${daysAgo(3)}`);
  });

  for (const [name, spring, autumn] of [
    ['Europe/Berlin', '2026-03-29', '2025-10-26'],
    ['America/New_York', '2026-03-08', '2025-11-02'],
    ['Australia/Sydney', '2025-10-05', '2026-04-05'],
  ] as const)
    for (const date of [spring, autumn])
      it(`daily: around the change of the clocks of ${date} in ${name} every decision is in exactly one day`, async () => {
        const noon = Date.parse(`${date}T12:00:00Z`);
        const dayOf = (days: number): string => new Date(noon + days * 86_400_000).toISOString().slice(0, 10);
        const hours = Array.from(
          { length: 96 },
          (_, index) => new Date(noon + (index - 48) * 3_600_000 + 1_799_000),
        );
        for (const [index, at] of hours.entries()) await decided(`o${index}`, at.toISOString());
        isNow(`${dayOf(20)}T00:00:00Z`);
        useZone(name);
        const found = (
          await Promise.all([-3, -2, -1, 0, 1, 2, 3].map((days) => rows(`/report/daily?date=${dayOf(days)}`)))
        ).flat();
        expect(found).to.have.members(hours.map((_, index) => `o${index} ACCEPT`));
        expect(found).to.have.length(96);
        const onTheDay = await rows(`/report/daily?date=${date}`);
        expect(onTheDay).to.have.length(date === spring ? 23 : 25);
      });

  it('on demand: overlapping windows show the same decisions where they overlap, and twice the same', async () => {
    const day = daysAgo(4);
    for (const hour of ['01', '05', '09', '13']) await decided(`o${hour}`, `${day}T${hour}:00:00Z`);
    const window = (from: string, to: string): string =>
      `/report/onDemand?startTime=${day}T${from}:00:00Z&endTime=${day}T${to}:00:00Z`;
    expect(await rows(window('00', '10'))).to.deep.equal(['o01 ACCEPT', 'o05 ACCEPT', 'o09 ACCEPT']);
    expect(await rows(window('05', '14'))).to.deep.equal(['o05 ACCEPT', 'o09 ACCEPT', 'o13 ACCEPT']);
    expect(await rows(window('05', '14'))).to.deep.equal(await rows(window('05', '14')));
    // The end does not belong to it.
    expect(await rows(window('05', '09'))).to.deep.equal(['o05 ACCEPT']);
    expect(await rows(window('02', '03'))).to.deep.equal([]);
  });

  it('on demand: without times the last day', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await decided('o1', hourAgo);
    machine.cybersource.control.setClock({ offsetMs: 0 });
    expect(await rows('/report/onDemand')).to.deep.equal(['o1 ACCEPT']);
    expect(await rows(`/report/onDemand?startTime=${encodeURIComponent(hourAgo)}`)).to.deep.equal([
      'o1 ACCEPT',
    ]);
    expect(await rows(`/report/onDemand?endTime=${encodeURIComponent(hourAgo)}`)).to.deep.equal([]);
  });

  it('name the parameter that is wrong', async () => {
    for (const [path, field] of [
      ['/report/daily', 'query:date'],
      ['/report/daily?date=2026-02-30', 'query:date'],
      ['/report/daily?date=2026-02-30T10:00:00Z', 'query:date'],
      ['/report/daily?date=2026-02-03&channel=agent', 'query:channel'],
      ['/report/daily?date=today', 'query:date'],
      ['/report/onDemand?startTime=2026-05-04', 'query:startTime'],
      ['/report/onDemand?startTime=2026-05-04T00:00:00Z&endTime=2026-05-05T00:00:00Z', 'query:endTime'],
      ['/report/onDemand?startTime=2026-05-04T00:00:00Z&endTime=2026-05-04T00:00:00Z', 'query:endTime'],
      ['/report/onDemand?startTime=2126-05-04T00:00:00Z', 'query:startTime'],
    ] as const) {
      const answer = await ask(path);
      expect(answer.status, path).to.equal(400);
      const { errors } = (await answer.json()) as { errors: { 'o:errorPath': string }[] };
      expect(errors[0]?.['o:errorPath'], path).to.equal(field);
    }
    expect(
      (await ask('/report/onDemand?startTime=2026-05-04T00:00:00Z&endTime=2026-05-04T23:59:00Z')).status,
    ).to.be.oneOf([200, 422]);
  });

  it('need an admin token, site and channel', async () => {
    expect((await ask('/report/daily?date=2026-05-04', { authorization: '' })).status).to.equal(401);
    expect(
      (await ask('/report/daily?date=2026-05-04', { authorization: 'Bearer forged-token' })).status,
    ).to.equal(401);
    const withoutSite = await fetch(`${machine.api}/report/onDemand`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(withoutSite.status).to.equal(403);
  });

  describe('when CyberSource’s answer cannot be used', () => {
    let stub: Server;
    let broken: BetweenSandboxes;
    let answer: RequestListener = () => undefined;
    before(async () => {
      stub = createServer((req, res) => {
        answer(req, res);
      });
      await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(stub.address() as AddressInfo).port}`;
      broken = await startBetweenSandboxes({ environment: { CYBERSOURCE_INTERMEDIATE_HOST: url } });
    });
    after(async () => {
      await broken.close();
      stub.closeAllConnections();
      stub.close();
    });

    async function problem(
      given: RequestListener,
      target = `/report/daily?date=${daysAgo(3)}`,
    ): Promise<string> {
      answer = given;
      const headers = {
        authorization: `Bearer ${await adminToken(broken.occ.url)}`,
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
      };
      const response = await fetch(broken.api + target, { headers });
      expect(response.status).to.equal(502);
      return ((await response.json()) as { message: string }).message;
    }
    const file =
      (text: string | Buffer, type = 'application/xml'): RequestListener =>
      (_req, res) => {
        res.writeHead(200, { 'content-type': type }).end(text);
      };

    it('says why: not well-formed, a document type, another character set, no report', async () => {
      expect(await problem(file('<Report><Conversion RequestID="1"'))).to.include('cut');
      expect(await problem(file('<!DOCTYPE a [<!ENTITY b "c">]><Report>&b;</Report>'))).to.include('DOCTYPE');
      expect(await problem(file('<Report/>', 'application/xml; charset=iso-8859-1'))).to.include(
        'character set',
      );
      expect(await problem(file('<html></html>'))).to.include('not a report');
    });

    it('says why on demand too', async () => {
      const onDemand = (text: string | Buffer): Promise<string> =>
        problem(file(text, 'application/json'), '/report/onDemand');
      const details = JSON.stringify({ conversionDetails: [{ requestId: '1', reviewer: 'Jürgen' }] });
      expect(await onDemand(details.slice(0, -20))).to.include('were cut');
      expect(await onDemand('<!DOCTYPE a [<!ENTITY b "c">]><Report>&b;</Report>')).to.include('not JSON');
      expect(await onDemand(Buffer.from(details, 'latin1'))).to.include('not in UTF-8');
      expect(await onDemand('[]')).to.include('another form');
      expect(await onDemand(details)).to.match(/record 1 /i);
    });

    it('says that the connection broke in the middle, or that the file never ended', async function () {
      this.timeout(60_000);
      const cut: RequestListener = (_req, res) => {
        res.writeHead(200, { 'content-length': '1000' });
        res.write('<Report>', () => res.socket?.destroy());
      };
      expect(await problem(cut)).to.include('could not be read');
      expect(await problem(cut, '/report/onDemand')).to.include('could not be read');
      let sent = 0;
      const endless: RequestListener = (_req, res) => {
        res.writeHead(200, { 'content-type': 'application/xml' });
        res.write('<Report>');
        const chunk = '<Other>text</Other>'.repeat(50_000);
        const more = (): void => {
          while (!res.destroyed && sent < 500 * 1024 * 1024) {
            sent += chunk.length;
            if (!res.write(chunk)) {
              res.once('drain', more);
              return;
            }
          }
        };
        more();
      };
      expect(await problem(endless)).to.include('larger than 32 MiB');
      expect(sent).to.be.lessThan(120 * 1024 * 1024);
      sent = 0;
      expect(await problem(endless, '/report/onDemand')).to.include('larger than 1 MiB');
      expect(sent).to.be.lessThan(120 * 1024 * 1024);
    });
  });
});

async function adminToken(occ: string): Promise<string> {
  const answer = await fetch(`${occ}/ccadmin/v1/login`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sandbox-application-key',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
