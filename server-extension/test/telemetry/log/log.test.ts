import { expect } from 'chai';
import type { LogLevel } from '../../../src/telemetry/log/catalogue/catalogue.ts';
import { withLineContext } from '../../../src/telemetry/log/line-context.ts';
import { createLog, type Log, toOccLogger, toWords } from '../../../src/telemetry/log/log.ts';

const at = (): Date => new Date(0);

/** The lines that the work writes. */
function linesOf(work: (log: Log) => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  work(createLog((_level, line) => lines.push(line), at));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const order = { site: 'siteUS', channel: 'storefront', orderId: 'o1', paymentGroupId: 'pg1' };
const notSupported = { ...order, transactionType: '0100' };

describe('the log', () => {
  it('writes one JSON object a line: time, level and name of the event, then its fields in the order of the guide', () => {
    const [line] = linesOf((log) => {
      log('hold.reversal', {
        outcome: 'approved',
        merchantTransactionId: 'v1attempt1',
        operation: 'void',
        orderId: 'o1',
        site: 'siteUS',
      });
    });
    expect(JSON.stringify(line)).to.equal(
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"hold.reversal","site":"siteUS",' +
        '"orderId":"o1","operation":"void","outcome":"approved","merchantTransactionId":"v1attempt1"}',
    );
  });

  it('keeps numbers and yes or no as they are, and leaves out what is not known', () => {
    const [line] = linesOf((log) => {
      log('authorizations.reconciled', { complete: false, orphans: 0, reversed: 0, failed: 0, recorded: 0 });
    });
    expect(line).to.include({ complete: false, orphans: 0 });
    const [other] = linesOf((log) => {
      log('task.rescheduled', {
        ...order,
        operation: 'void',
        merchantTransactionId: 'v1',
        task: 'reverse-hold',
        runs: 1,
        reason: undefined,
        // @ts-expect-error -- the channel is not in this event
        channel: 'storefront',
      });
    });
    expect(other).to.have.all.keys(
      ...['time', 'level', 'event', 'site', 'orderId', 'paymentGroupId', 'operation', 'task', 'runs'],
      'merchantTransactionId',
    );
  });

  it('loses a line rather than a payment when the host’s logger fails', () => {
    const log = createLog(() => {
      throw new Error('the disk of the logs is full');
    }, at);
    expect(() => {
      log('readiness.regained', {});
    }).not.to.throw();
  });

  it('drops every field that is not the event’s', () => {
    const [line] = linesOf((log) => {
      // @ts-expect-error -- neither is a field
      log('card-testing-guard.activated', { site: 'siteUS', authorization: 'Bearer x', orderId: 'o1' });
    });
    expect(line).to.have.all.keys('time', 'level', 'event', 'site');
  });

  it("uses OCC's logger with OCC's levels", () => {
    const heard: string[] = [];
    const say = (level: string) => (): void => void heard.push(level);
    const sink = toOccLogger({ info: say('info'), warning: say('warning'), error: say('error') });
    for (const level of ['info', 'warning', 'error'] satisfies LogLevel[]) sink(level, '{}');
    expect(heard).to.deep.equal(['info', 'warning', 'error']);
    toOccLogger({ info: say('info instead'), error: say('error') })('warning', '{}');
    expect(heard.at(-1)).to.equal('info instead');
  });

  it("writes words, not JSON, for OCC's logger, which adds time and level itself", () => {
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line), at, toWords);
    log('gateway.call-failed', {
      ...order,
      site: 'a"b',
      // @ts-expect-error -- the payment group is not in this event
      paymentGroupId: 'pg1',
      operation: 'authorize',
      merchantTransactionId: 'v1',
      outcome: 'unknown',
      problem: 'CyberSource did not answer',
      durationMs: 12,
    });
    expect(lines).to.deep.equal([
      'gateway.call-failed site=*** channel=storefront orderId=o1 operation=authorize outcome=unknown ' +
        'problem="CyberSource did not answer" durationMs=12 merchantTransactionId=v1',
    ]);
  });
});

describe('a value that others made, in a line of the log', () => {
  const shown = (orderId: string): unknown =>
    linesOf((log) => {
      log('payment.not-supported', { ...notSupported, orderId });
    })[0]?.['orderId'];

  for (const value of [
    '4111111111111111',
    'card 4111-1111-1111-1111.',
    'somebody@shop.test',
    'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    'dGhlIGtleSB0aGF0IHNpZ25zIGV2ZXJ5dGhpbmc=',
    'x'.repeat(65),
    '-----BEGIN PRIVATE KEY-----',
    'two\nlines',
    'a sentence; with “quotes”',
    '',
  ])
    it(`is masked as a whole: ${JSON.stringify(value)}`, () => {
      expect(shown(value)).to.equal('***');
    });

  for (const value of [
    '7000000000000000000001',
    'o10001',
    'AUTHORIZED_PENDING_REVIEW',
    'body:amount body:siteId',
    '9f8e-77aa',
  ])
    it(`is shown where it is an id, a code or plain words: ${value}`, () => {
      expect(shown(value)).to.equal(value);
    });
});

describe('a sentence of ours, in a line of the log', () => {
  const shown = (problem: string): unknown =>
    linesOf((log) => {
      log('configuration.warning', { problem });
    })[0]?.['problem'];

  for (const sentence of [
    'CyberSource has had too many requests of this account (HTTP 429); ask CyberSource, or who runs the proxy, for a higher limit.',
    'OCC’s order could not be compared (orderCheck is “always”): set it to auto; 100% of payments wait + 3 more.',
    'The journal sqlite:/var/lib/payments/a-rather-long-folder-name/occ-cybersource.sqlite cannot be written.',
    'CyberSource shows no authorization that 7000000000000000000001 belongs to.',
    'Set CYBERSOURCE_INTERMEDIATE_HOST=http://127.0.0.1:8081, or includeOrderInWebhookPayload=true.',
    '',
  ])
    it(`stays as it is: ${sentence}`, () => {
      expect(shown(sentence)).to.equal(sentence);
    });

  const secrets: Readonly<Record<string, readonly [sentence: string, shown: string]>> = {
    'a card number': ['The card 4111 1111 1111 1111 was declined.', 'The card *** was declined.'],
    'two card numbers': ['4111111111111111 or 5555-5555-5555-4444.', '*** or ***.'],
    'a JSON Web Token': [
      'The token eyJhbGciOiJIUzI1NiJ9.e30.c2ln has expired.',
      'The token *** has expired.',
    ],
    'a secret in Base64': [
      'The key dGhlIGtleSB0aGF0IHNpZ25zIGV2ZXJ5dGhpbmc= is wrong.',
      'The key *** is wrong.',
    ],
    'a long token': [`The session ${'a1B2'.repeat(20)} is unknown.`, 'The session *** is unknown.'],
    'Base64 of several lines’ length': [`It was ${'aB3/'.repeat(30)}.`, 'It was ***.'],
    'a private key': ['The file holds -----BEGIN PRIVATE KEY-----\nMIIE', 'The file holds ***'],
  };
  for (const [what, [sentence, expected]] of Object.entries(secrets))
    it(`loses ${what}, and nothing else`, () => {
      expect(shown(sentence)).to.equal(expected);
    });
});

describe('what belongs to the request or task under way', () => {
  const context = { httpRequestId: 'r1', traceId: 'a'.repeat(32), site: 'siteUS', orderId: 'o1' };

  it('is on every line that is written meanwhile, also after waiting', async () => {
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line), at);
    await withLineContext(context, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      log('capture-context.created', {});
    });
    log('capture-context.created', {});
    const [during, after] = lines.map((line) => JSON.parse(line) as object);
    expect(during).to.include(context);
    expect(after).to.have.all.keys('time', 'level', 'event');
  });

  it('gives way to what the caller of the log says', () => {
    const [line] = linesOf((log) => {
      withLineContext(context, () => {
        log('payment.not-supported', { ...notSupported, orderId: 'o2' });
      });
    });
    expect(line).to.include({ ...context, orderId: 'o2' });
  });

  it('is not on lines of the background, which that request only made visible', () => {
    const [line] = linesOf((log) => {
      withLineContext(context, () => {
        log('clock.corrected', { driftMs: 40_000 });
      });
    });
    expect(line).to.have.all.keys('time', 'level', 'event', 'driftMs');
  });

  it('adds to what is under way around it', () => {
    const [line] = linesOf((log) => {
      withLineContext({ httpRequestId: 'r1' }, () => {
        withLineContext({ site: 'siteUS', orderId: 'o1' }, () => {
          log('capture-context.created', {});
        });
      });
    });
    expect(line).to.include({ httpRequestId: 'r1', site: 'siteUS', orderId: 'o1' });
  });
});
