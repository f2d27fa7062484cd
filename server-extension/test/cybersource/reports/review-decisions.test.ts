import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type ComposedCall, createOperations } from '../../../src/cybersource/client/operations.ts';
import type { Download, TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createReviewDecisions } from '../../../src/cybersource/reports/review-decisions.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import type { CalendarDate } from '../../../src/domain/time/calendar-day.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAccount, someSettings } from '../fixtures/builders.ts';

const settings = someSettings();
const DATE = '2026-11-20' as CalendarDate;
const SILENT = { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' } as const;
const TOO_LARGE = { ...SILENT, cause: 'an answer larger than 1 MiB' } as const;
const answered = (status: number, body: object = {}): TransportResult => ({
  kind: 'answered',
  status,
  text: JSON.stringify(body),
});

type Reply = TransportResult | ((download?: Download) => TransportResult | Promise<TransportResult>);

function reading(...replies: readonly Reply[]) {
  const asked: ComposedCall[] = [];
  const waits: number[] = [];
  const operations = createOperations(anAccount());
  const decisions = createReviewDecisions(() => ({
    send: async (compose, deadlineMs, download) => {
      asked.push(compose(operations));
      waits.push(deadlineMs);
      const reply = replies[asked.length - 1] ?? expect.fail('one call too many');
      return typeof reply === 'function' ? reply(download) : reply;
    },
  }));
  return { decisions, asked, waits };
}

describe('A reviewer’s decision at CyberSource', () => {
  for (const [status, answer] of [
    [200, 'decided'],
    [201, 'decided'],
    [202, 'unknown'],
    [400, 'refused'],
    [404, 'refused'],
    [401, 'unknown'],
    [500, 'unknown'],
    [undefined, 'unknown'],
  ] as const)
    it(`is ${answer} where CyberSource answers ${status ?? 'nothing'}`, async () => {
      const { decisions, asked, waits } = reading(status === undefined ? SILENT : answered(status));
      const says = await decisions.decide('71' as GatewayRef, 'ACCEPT', 'looks good', settings, 7_000);
      expect(says).to.equal(answer);
      expect(asked[0]).to.include({ method: 'POST', path: '/risk/v1/decisions/71/actions' });
      expect(asked[0]?.body).to.deep.include({
        decisionInformation: { decision: 'ACCEPT', comments: 'looks good' },
      });
      expect(waits).to.deep.equal([7_000]);
    });
});

describe('The decisions within a window of time', () => {
  const from = new Date('2026-11-20T10:00:00Z');
  const at = (seconds: number): Date => new Date(from.getTime() + seconds * 1_000);
  const row = (id: string, seconds: number | undefined, changes: object = {}): object => ({
    requestId: id,
    merchantReferenceNumber: 'o1',
    originalDecision: 'REVIEW',
    newDecision: 'ACCEPT',
    ...(seconds !== undefined && { conversionTime: at(seconds).toISOString() }),
    ...changes,
  });
  const times = (calls: readonly ComposedCall[]): readonly string[] =>
    calls.map(({ path }) => decodeURIComponent(path).replace(/.*startTime=(.*)&endTime=(.*)&org.*/, '$1 $2'));

  it('say of which payment, what, by whom and why', async () => {
    const whole = row('71', 1, { reviewer: 'jane', reviewerComments: 'called' });
    const { decisions } = reading(answered(200, { conversionDetails: [whole, row('72', undefined)] }));
    const shared = { orderId: 'o1', originalDecision: 'REVIEW', newDecision: 'ACCEPT' };
    const read = await decisions.within({ from, to: at(60) }, settings, 7_000);
    expect(read.toSorted((a, b) => a.ref.localeCompare(b.ref))).to.deep.equal([
      { ref: '71', ...shared, decidedAt: at(1), reviewer: 'jane', comments: 'called' },
      { ref: '72', ...shared },
    ]);
  });

  it('are those from its beginning on, without its end, in whole seconds', async () => {
    const conversionDetails = [row('70', -1), row('71', 0), row('72', 59), row('73', 60)];
    const { decisions, asked } = reading(answered(200, { conversionDetails }));
    const window = { from: new Date(from.getTime() + 999), to: new Date(at(60).getTime() + 999) };
    const read = await decisions.within(window, settings, 7_000);
    expect(read.map(({ ref }) => ref).toSorted()).to.deep.equal(['71', '72']);
    expect(times(asked)).to.deep.equal(['2026-11-20T10:00:00.000Z 2026-11-20T10:01:00.000Z']);
  });

  it('are none of a window without a whole second, and nobody is asked', async () => {
    const { decisions, asked } = reading();
    for (const to of [from, new Date(from.getTime() + 999), at(-1)])
      expect(await decisions.within({ from, to }, settings, 7_000)).to.deep.equal([]);
    expect(asked).to.deep.equal([]);
  });

  it('are none where CyberSource has none', async () => {
    expect(await reading(answered(404)).decisions.within({ from, to: at(60) }, settings, 1)).to.deep.equal(
      [],
    );
    expect(await reading(answered(200)).decisions.within({ from, to: at(60) }, settings, 1)).to.deep.equal(
      [],
    );
  });

  it('are asked for in two halves where they are too many, down to a minute', async () => {
    const half = (id: string, seconds: number) => answered(200, { conversionDetails: [row(id, seconds)] });
    const { decisions, asked, waits } = reading(
      async () => {
        await pause(50);
        return TOO_LARGE;
      },
      half('71', 1),
      half('72', 61),
    );
    const read = await decisions.within({ from, to: at(120) }, settings, 7_000);
    expect(read.map(({ ref }) => ref)).to.deep.equal(['71', '72']);
    expect(times(asked)).to.deep.equal([
      '2026-11-20T10:00:00.000Z 2026-11-20T10:02:00.000Z',
      '2026-11-20T10:00:00.000Z 2026-11-20T10:01:00.000Z',
      '2026-11-20T10:01:00.000Z 2026-11-20T10:02:00.000Z',
    ]);
    expect(waits[0], 'one deadline for all').to.be.within(6_900, 7_000);
    expect(waits[1]).to.be.below((waits[0] ?? 0) - 40);
    expect(waits[2]).to.be.at.most(waits[1] ?? 0);
    const short = reading(TOO_LARGE);
    await refusal(short.decisions.within({ from, to: at(119) }, settings, 7_000));
    expect(short.asked).to.have.length(1);
  });

  for (const [what, reply, code, words] of [
    ['nothing comes', SILENT, 'gateway-failure', 'ECONNRESET'],
    ['the dates are too old', answered(400), 'unprocessable', 'too old'],
    ['CyberSource fails', answered(502), 'gateway-failure', '502'],
    ['it answers 201', answered(201, { conversionDetails: [] }), 'gateway-failure', '201'],
    ['it has another form', answered(200, { conversionDetails: 1 }), 'gateway-failure', 'another form'],
    ['it is no JSON', { kind: 'answered', status: 200, text: '<' }, 'gateway-failure', 'not JSON'],
  ] as const)
    it(`cannot be read where ${what}`, async () => {
      const problem = await refusal(reading(reply).decisions.within({ from, to: at(600) }, settings, 1));
      expect(problem).to.include({ code });
      expect(problem.message).to.include(words);
    });

  for (const [field, named] of [
    ['requestId', 'RequestID'],
    ['merchantReferenceNumber', 'MerchantReferenceNumber'],
    ['originalDecision', 'OriginalDecision'],
    ['newDecision', 'NewDecision'],
  ] as const)
    for (const value of [undefined, '', null])
      it(`cannot be read where a row has ${JSON.stringify(value)} as ${field}`, async () => {
        const conversionDetails = [row('71', 1), row('72', 1, { [field]: value })];
        const { decisions } = reading(answered(200, { conversionDetails }));
        const problem = await refusal(decisions.within({ from, to: at(60) }, settings, 1));
        expect(problem.message).to.equal(`Record 2 of the report has no ${named}.`);
      });

  it('are of any case', async () => {
    const conversionDetails = [row('71', 1, { originalDecision: 'review', newDecision: 'Reject' })];
    const [decision] = await reading(answered(200, { conversionDetails })).decisions.within(
      { from, to: at(60) },
      settings,
      1,
    );
    expect(decision).to.include({ originalDecision: 'REVIEW', newDecision: 'REJECT' });
  });
});

describe('The daily report of decisions', () => {
  const xml = (attributes = ''): string =>
    `<Report ${attributes}><Conversion RequestID="71" MerchantReferenceNumber="o1"><OriginalDecision>REVIEW</OriginalDecision><NewDecision>ACCEPT</NewDecision></Conversion></Report>`;
  const file =
    (text: string, contentType?: string, status = 200) =>
    (download?: Download): TransportResult => {
      download?.begin(contentType);
      download?.write(Buffer.from(text));
      return { kind: 'answered', status, text: '' };
    };
  const dated = 'ReportStartDate="2026-11-20T05:00:00Z" ReportEndDate="2026-11-21T05:00:00Z"';

  it('is downloaded by its date and name, and says which time it covers', async () => {
    const { decisions, asked, waits } = reading(file(xml(dated)));
    const report = await decisions.report(DATE, settings, 7_000);
    expect(report?.covers).to.deep.equal({
      from: new Date('2026-11-20T05:00:00Z'),
      to: new Date('2026-11-21T05:00:00Z'),
    });
    expect(report?.decisions.map(({ ref }) => ref)).to.deep.equal(['71']);
    expect(asked[0]?.path).to.include(
      'reportDate=2026-11-20&reportName=ConversionDetailReport_Daily_Classic',
    );
    expect(waits).to.deep.equal([7_000]);
  });

  it('covers the day in GMT where it does not say', async () => {
    const report = await reading(file(xml())).decisions.report(DATE, settings, 1);
    expect(report?.covers).to.deep.equal({
      from: new Date('2026-11-20T00:00:00Z'),
      to: new Date('2026-11-21T00:00:00Z'),
    });
  });

  for (const contentType of [undefined, 'application/xml', 'text/csv; charset=utf-8', 'a; CHARSET="UTF-8"'])
    it(`is read as ${contentType ?? 'whatever comes'}`, async () => {
      const { decisions } = reading(file(xml(), contentType));
      expect(await decisions.report(DATE, settings, 1)).to.have.property('decisions');
    });

  for (const contentType of ['text/csv; charset=iso-8859-1', 'text/csv; Charset="iso-8859-1"'])
    it(`is not read as ${contentType}`, async () => {
      const { decisions } = reading(file(xml(), contentType));
      const failure: unknown = await decisions.report(DATE, settings, 1).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error).with.property('message').that.includes('character set');
    });

  it('is none where CyberSource has none', async () => {
    expect(await reading(answered(404)).decisions.report(DATE, settings, 1)).to.equal(undefined);
  });

  for (const [what, reply, code, words] of [
    ['nothing comes', SILENT, 'gateway-failure', 'ECONNRESET'],
    ['its date is too old', answered(400), 'unprocessable', 'too old'],
    ['CyberSource fails', file(xml(), undefined, 500), 'gateway-failure', '500'],
    ['it has no body', answered(200), 'gateway-failure', 'of 2026-11-20 could not be read'],
    ['it is cut', file(xml().slice(0, -3)), 'gateway-failure', 'cut'],
  ] as const)
    it(`cannot be read where ${what}`, async () => {
      const problem = await refusal(reading(reply).decisions.report(DATE, settings, 1));
      expect(problem).to.include({ code });
      expect(problem.message).to.include(words);
    });
});
