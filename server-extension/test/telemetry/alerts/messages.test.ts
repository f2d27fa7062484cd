import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import type { CaseStore } from '../../../src/payments/ports/case-store.ts';
import { alerts } from '../../../src/telemetry/alerts/alerts.ts';
import {
  type AlertReceiver,
  createRunbookAddress,
} from '../../../src/telemetry/alerts/messages/alert-message.ts';
import { createEmailReceiver } from '../../../src/telemetry/alerts/messages/email.ts';
import {
  createReportAlerts,
  type MessageLeases,
  type ReportAlerts,
} from '../../../src/telemetry/alerts/messages/report-alerts.ts';
import { createStoredAlerts } from '../../../src/telemetry/alerts/messages/stored-alerts.ts';
import { createWebhookReceiver } from '../../../src/telemetry/alerts/messages/webhook.ts';
import {
  EMAIL_USER,
  type EmailProgram,
  startEmailProgram,
  startWebhookProgram,
  type WebhookProgram,
} from '../../builders/alert-receivers.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';

const MINUTE_MS = 60_000;
const runbookAddress = createRunbookAddress('https://docs.shop.example/runbooks/');
const never = new AbortController().signal;

describe('Messages about alerts', () => {
  let webhook: WebhookProgram;
  let time: number;
  let sent: string[];
  let notSent: string[];

  beforeEach(async () => {
    webhook = await startWebhookProgram();
    time = Date.parse('2026-11-30T12:00:00Z');
    sent = [];
    notSent = [];
  });

  afterEach(() => webhook.close());

  const toWebhook = (token?: string): AlertReceiver =>
    createWebhookReceiver({
      url: new Secret(webhook.url),
      ...(token !== undefined && { token: new Secret(token) }),
      runbookAddress,
    });

  function aProcess(
    instance: string,
    {
      receivers = [toWebhook()],
      cases = createMemoryCases(100),
      leases,
    }: {
      readonly receivers?: readonly AlertReceiver[];
      readonly cases?: CaseStore;
      readonly leases?: MessageLeases;
    } = {},
  ): (...firing: readonly string[]) => Promise<void> {
    const report: ReportAlerts = createReportAlerts({
      catalogue: alerts,
      instance,
      receivers,
      shared: createStoredAlerts(cases),
      own: createStoredAlerts(createMemoryCases(100)),
      ...(leases && { leases }),
      runbookAddress,
      now: () => new Date(time),
      onSent: (receiver) => sent.push(receiver),
      onNotSent: (receiver) => notSent.push(receiver),
    });
    return (...firing) => report(new Set(firing), never);
  }

  /** The names in each message, with `-` before those that are resolved. */
  const told = (): readonly (readonly string[])[] =>
    webhook.messages.map(({ body }) =>
      body.alerts.map(
        ({ status, labels }) => `${status === 'resolved' ? '-' : ''}${labels['alertname'] ?? ''}`,
      ),
    );

  it('tell of all that began at the same time in one message, each with its runbook', async () => {
    await aProcess('shop-1', { receivers: [toWebhook('token-of-the-chat')] })('ClockOff', 'CyberSourceFails');
    expect(told()).to.deep.equal([['CyberSourceFails', 'ClockOff']]);
    const [{ authorization, body } = { authorization: undefined, body: undefined }] = webhook.messages;
    expect(authorization).to.equal('Bearer token-of-the-chat');
    expect(body).to.include({
      version: '4',
      status: 'firing',
      groupKey: 'occ-cybersource',
      receiver: 'occ-cybersource',
    });
    expect(body?.alerts[0]).to.deep.include({
      status: 'firing',
      labels: { alertname: 'CyberSourceFails', severity: 'page', instance: 'shop-1' },
      annotations: {
        summary: alerts.CyberSourceFails.summary,
        runbook_url: 'https://docs.shop.example/runbooks/cybersource-down.md',
      },
      startsAt: '2026-11-30T12:00:00.000Z',
      endsAt: '0001-01-01T00:00:00Z',
    });
    expect(body?.text)
      .to.include('Firing: CyberSourceFails (page), ClockOff (ticket)')
      .and.to.include('Runbook: https://docs.shop.example/runbooks/clock.md');
  });

  it('tell once, and once more when it is over', async () => {
    const round = aProcess('shop-1');
    await round('OccFails');
    await round('OccFails');
    time += MINUTE_MS;
    await round();
    await round();
    expect(told()).to.deep.equal([['OccFails'], ['-OccFails']]);
    expect(webhook.messages[1]?.body.alerts[0]).to.include({
      startsAt: '2026-11-30T12:00:00.000Z',
      endsAt: '2026-11-30T12:01:00.000Z',
    });
    await round('OccFails');
    expect(told().at(-1)).to.deep.equal(['OccFails']);
  });

  it('tell again after four hours of what still fires', async () => {
    const round = aProcess('shop-1');
    for (let minutes = 0; minutes < 4 * 60; minutes += 1) {
      await round('OccFails');
      time += MINUTE_MS;
    }
    expect(told()).to.have.length(1);
    await round('OccFails');
    expect(told()).to.deep.equal([['OccFails'], ['OccFails']]);
  });

  for (const [what, status] of [
    ['refuses', 503],
    ['sends elsewhere', 302],
  ] as const)
    it(`are sent again until a receiver that ${what} takes them`, async () => {
      webhook.answerWith(status);
      const round = aProcess('shop-1');
      await round('OccFails');
      await round('OccFails', 'ClockOff');
      expect(notSent).to.deep.equal(['webhook', 'webhook']);
      expect(webhook.redirected()).to.equal(0);
      webhook.answerWith(200);
      await round('OccFails', 'ClockOff');
      await round('OccFails', 'ClockOff');
      expect(told()).to.deep.equal([['OccFails'], ['OccFails', 'ClockOff'], ['OccFails', 'ClockOff']]);
      expect(sent).to.deep.equal(['webhook']);
    });

  it('tell of what was over before the receiver could be told', async () => {
    webhook.answerWith(503);
    const round = aProcess('shop-1');
    await round('OccFails');
    webhook.answerWith(200);
    await round();
    await round();
    expect(told()).to.deep.equal([['OccFails'], ['-OccFails']]);
  });

  it('reach each receiver, whether or not another one takes them', async () => {
    const refusing: AlertReceiver = {
      name: 'e-mail',
      send: async () => {
        throw new Error('no');
      },
    };
    const round = aProcess('shop-1', { receivers: [refusing, toWebhook()] });
    await round('OccFails');
    await round();
    await round();
    expect(told()).to.deep.equal([['OccFails'], ['-OccFails']]);
    expect(notSent).to.deep.equal(['e-mail', 'e-mail', 'e-mail']);
  });

  describe('of several processes with one journal', () => {
    let folder: string;
    let journals: DatabaseJournal[];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'alerts-'));
      journals = [];
    });

    afterEach(async () => {
      for (const journal of journals) await journal.close();
      await rm(folder, { recursive: true });
    });

    function sharing(instance: string): (...firing: readonly string[]) => Promise<void> {
      const opened = createSqliteJournal({
        file: join(folder, 'journal.sqlite'),
        recoveryTaskOf,
        withReasons,
        now: () => new Date(time),
      });
      journals.push(opened);
      return aProcess(instance, { cases: opened.cases, leases: opened.notifications });
    }

    it('are one, with the names of all processes in which it fires', async () => {
      const rounds = ['shop-1', 'shop-2', 'shop-3'].map(sharing);
      await Promise.all(rounds.map((round) => round('OccFails')));
      time += MINUTE_MS;
      await Promise.all(rounds.map((round) => round('OccFails')));
      expect(told()).to.deep.equal([['OccFails']]);
      time += 4 * 60 * MINUTE_MS;
      await Promise.all(rounds.map((round) => round('OccFails')));
      await rounds[0]?.('OccFails');
      expect(told()).to.have.length(2);
      expect(webhook.messages[1]?.body.alerts[0]?.labels['instance']).to.equal('shop-1, shop-2, shop-3');
    });

    it('say that it is over when it is over in all of them', async () => {
      const [one, other] = ['shop-1', 'shop-2'].map(sharing);
      await one?.('OccFails');
      await other?.('OccFails');
      await one?.();
      expect(told()).to.deep.equal([['OccFails']]);
      await other?.();
      expect(told()).to.deep.equal([['OccFails'], ['-OccFails']]);
    });

    it('say that it is over when the process in which it fired has been gone for five minutes', async () => {
      const [one, other] = ['shop-1', 'shop-2'].map(sharing);
      await one?.('OccFails');
      time += 4 * MINUTE_MS;
      await other?.();
      expect(told()).to.deep.equal([['OccFails']]);
      time += MINUTE_MS;
      await other?.();
      expect(told()).to.deep.equal([['OccFails'], ['-OccFails']]);
    });

    it('come from each process while the journal cannot be reached, and tell nothing twice of what all know', async () => {
      let isReachable = true;
      const memory = createMemoryCases(100);
      const cases = Object.fromEntries(
        Object.entries(memory).map(([name, work]: [string, (...asked: unknown[]) => unknown]) => [
          name,
          async (...asked: unknown[]) => {
            if (!isReachable) throw new Problem('journal-unavailable', 'It is away.');
            return work(...asked);
          },
        ]),
      ) as unknown as CaseStore;
      const round = aProcess('shop-1', { cases });
      await round('ClockOff');
      isReachable = false;
      await round('ClockOff', 'JournalFails');
      await round('ClockOff', 'JournalFails');
      isReachable = true;
      await round('ClockOff');
      await round();
      expect(told()).to.deep.equal([['ClockOff'], ['JournalFails'], ['-JournalFails'], ['-ClockOff']]);
    });
  });

  describe('by e-mail', () => {
    let program: EmailProgram;

    afterEach(() => program.close());

    const toEmail = (userAndPassword: string, isEncrypted = false): AlertReceiver =>
      createEmailReceiver({
        server: new Secret(`smtp://${userAndPassword}@${program.host}`),
        to: 'payments@shop.example, night@shop.example',
        from: EMAIL_USER.name,
        isEncrypted,
      });
    const known = `${encodeURIComponent(EMAIL_USER.name)}:${encodeURIComponent(EMAIL_USER.password)}`;

    it('go to all addresses, with the subject and the runbook', async () => {
      program = await startEmailProgram();
      await aProcess('shop-1', { receivers: [toEmail(known)] })('OccFails');
      expect(sent).to.deep.equal(['e-mail']);
      const [email] = program.emails;
      expect(email?.user).to.equal(EMAIL_USER.name);
      expect(email?.to).to.deep.equal(['payments@shop.example', 'night@shop.example']);
      // Long lines are folded on their way.
      expect(email?.text.replaceAll('=\r\n', ''))
        .to.include('Subject: Firing: OccFails (page)')
        .and.to.include('https://docs.shop.example/runbooks/occ-down.md');
    });

    it('are not sent where the server does not know the user', async () => {
      program = await startEmailProgram();
      await aProcess('shop-1', { receivers: [toEmail('somebody:else')] })('OccFails');
      expect(notSent).to.deep.equal(['e-mail']);
    });

    it('are not sent in the clear where encryption is demanded', async () => {
      program = await startEmailProgram({ hasEncryption: false });
      await aProcess('shop-1', { receivers: [toEmail(known, true)] })('OccFails');
      expect(notSent).to.deep.equal(['e-mail']);
      expect(program.emails).to.deep.equal([]);
    });
  });
});
