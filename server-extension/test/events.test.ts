import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { events } from '../src/events.ts';
import {
  type Catalogue,
  CONTEXT_FIELDS,
  EVENT_NAME,
  fieldsOf,
  RUN_FIELDS,
} from '../src/telemetry/log/catalogue/catalogue.ts';
import { fields } from '../src/telemetry/log/catalogue/fields.ts';
import { createLogOf, type Log } from '../src/telemetry/log/log.ts';

const catalogue = Object.entries(events as Catalogue);
const SOURCES = new URL('../src/', import.meta.url).pathname;

describe('the catalogue of log events', () => {
  for (const [name, event] of catalogue) {
    it(`says of ${name} what it means, what to do, and which fields it has`, () => {
      expect(name).to.match(EVENT_NAME);
      expect(event.meaning).to.match(/^[A-Z0-9`].{15,}[.]$/);
      expect(event.remedy).to.match(/^[A-Z`].{5,}[.]$/);
      const named = [...event.always, ...event.sometimes];
      expect(new Set(named).size, 'a field that is named twice').to.equal(named.length);
      for (const field of named) expect(fields).to.have.property(field);
    });

    it(`asks for something wherever ${name} is an error`, () => {
      if (event.level === 'error') expect(event.remedy).not.to.equal('Nothing.');
    });
  }

  it('is in alphabetical order', () => {
    const names = catalogue.map(([name]) => name);
    expect(names).to.deep.equal([...names].sort());
  });

  it('has no two events that mean the same', () => {
    const meanings = catalogue.map(([, { meaning }]) => meaning);
    expect(new Set(meanings).size).to.equal(meanings.length);
  });

  it('has no event that the code never writes', () => {
    const code = globSync('**/*.ts', { cwd: SOURCES })
      .filter((file) => file !== 'events.ts')
      .map((file) => readFileSync(SOURCES + file, 'utf8'))
      .join('\n');
    for (const [name] of catalogue) expect(code).to.include(`'${name}'`);
  });

  it('has no field that no event uses, and says of each what it means', () => {
    const used = new Set(catalogue.flatMap(([, event]) => [...fieldsOf(event)]));
    expect([...used].sort()).to.deep.equal(Object.keys(fields).sort());
    const meanings = Object.values(fields).map(({ meaning }) => meaning);
    expect(new Set(meanings).size).to.equal(meanings.length);
  });

  it('gives lines of a request its ids, site and order, and lines of the background those of their run', () => {
    expect([...fieldsOf(events['capture-context.created'])]).to.include.members([...CONTEXT_FIELDS]);
    expect([...fieldsOf(events['clock.corrected'])]).to.deep.equal(['driftMs', ...RUN_FIELDS]);
    for (const [name, event] of catalogue)
      if (event.scope === 'background') expect(fieldsOf(event).has('httpRequestId'), name).to.equal(false);
  });
});

/**
 * What each event is about. `order`: one order, which every line names with its site. `order-if-known`: one order, named where
 * the code knows it. `site`: one site; `site-if-known` as above. `request`: a request or a round of work, which may turn out to be about an order. `extension`:
 * the process, its settings, or several orders at once.
 */
const ABOUT: Readonly<
  Record<keyof typeof events, 'order' | 'order-if-known' | 'site-if-known' | 'site' | 'request' | 'extension'>
> = {
  'alerts.not-evaluated': 'extension',
  'alerts.not-sent': 'extension',
  'alerts.sent': 'extension',
  'apple-pay.session-failed': 'request',
  'attempt.lookup-failed': 'order',
  'attempt.resolved': 'order',
  'authorization.expiring': 'order',
  'authorization.orphaned': 'order',
  'authorizations.expiry-not-checked': 'order-if-known',
  'authorizations.not-reversed': 'request',
  'authorizations.reconciled': 'request',
  'authorizations.reconciliation-failed': 'request',
  'capture-context.created': 'request',
  'capture-context.rejected': 'request',
  'capture.without-items': 'order',
  'card-testing-guard.activated': 'site',
  'card-testing-guard.deactivated': 'site',
  'cards.not-put-back': 'site',
  'cards.not-refreshed': 'extension',
  'cards.refreshed': 'extension',
  'challenge.expired': 'order',
  'checkout.not-read': 'request',
  'checkout.second-order': 'order',
  'client-address.unknown': 'extension',
  'clock.corrected': 'extension',
  'clock.drift-too-large': 'extension',
  'configuration.warning': 'extension',
  'connections.dropped': 'extension',
  'credentials.refused': 'request',
  'gateway.adapter-failed': 'order',
  'gateway.address-incomplete': 'order',
  'gateway.call-failed': 'order',
  'gateway.look-up': 'order',
  'gateway.payment-record': 'order',
  'hold.reversal': 'order',
  'hold.reversal-failed': 'order',
  'journal.unavailable': 'extension',
  'journal.write-failed': 'order',
  'manual-review.settled': 'order',
  'method.misconfigured': 'site',
  'method.not-offered': 'site',
  'notification.contradiction': 'order',
  'notification.failed': 'extension',
  'notification.parked': 'extension',
  'notification.processed': 'extension',
  'order.amount-mismatch': 'order',
  'order.not-checked': 'order',
  'order.not-read': 'order',
  'order.not-written': 'order',
  'order.origin-not-scheduled': 'order',
  'order.origin-unknown': 'order',
  'order.write-failed': 'order-if-known',
  'order.write-rescheduled': 'order',
  'order.written': 'order',
  'payer-authentication.setup': 'request',
  'payment.blocked': 'order',
  'payment.changed-elsewhere': 'order',
  'payment.completed': 'order',
  'payment.void-or-refund-refused': 'order',
  'payment.not-supported': 'order',
  'payment.proof-missing': 'order',
  'payment.recorded': 'order',
  'readiness.lost': 'extension',
  'readiness.regained': 'extension',
  'request.failed': 'request',
  'request.refused': 'request',
  'result.orphaned': 'order-if-known',
  'review.deadline': 'order',
  'review.decided': 'order',
  'review.no-longer-held': 'order',
  'review.failed': 'order-if-known',
  'settings.not-read': 'site',
  'risk-check.failed': 'order',
  'settlement.difference': 'order',
  'settlement.failed': 'site-if-known',
  'task.completed': 'order',
  'task.failed': 'order-if-known',
  'task.manual-review': 'order',
  'task.rescheduled': 'order',
  'vault.call': 'request',
  'wallet.country-missing': 'site',
  'warm-up.failed': 'extension',
  'worker.ended': 'extension',
  'worker.not-replaced': 'extension',
  'worker.replaced': 'extension',
  'worker.started': 'extension',
};

describe('a line of the log', () => {
  for (const [name, event] of catalogue) {
    const about = ABOUT[name as keyof typeof ABOUT];
    it(`${name} is about ${about}, and says of which`, () => {
      const fieldNames = fieldsOf(event);
      const names = (field: 'site' | 'orderId'): 'always' | 'sometimes' | 'never' => {
        if (event.always.includes(field)) return 'always';
        return fieldNames.has(field) ? 'sometimes' : 'never';
      };
      const expected = {
        order: ['always', 'always'],
        'order-if-known': ['sometimes', 'sometimes'],
        site: ['always', event.scope === 'request' ? 'sometimes' : 'never'],
        'site-if-known': ['sometimes', 'never'],
        request: ['sometimes', 'sometimes'],
        extension: ['never', 'never'],
      }[about];
      expect([names('site'), names('orderId')]).to.deep.equal(expected);
      // What names one part of a payment names its order.
      const parts = [
        'operation',
        'merchantTransactionId',
        'gatewayTransactionId',
        'paymentGroupId',
        'transactionType',
      ] as const;
      if (parts.some((part) => fieldNames.has(part))) expect(about).to.match(/^order/);
      if (about === 'request') expect(event.scope).to.equal('request');
    });
  }
});

describe('an event’s name', () => {
  for (const wrong of ['payment', 'payment.', 'Payment.done', 'payment.done.twice', 'payment_done', 'a.b-'])
    it(`is an area and an event with one dot: not ${wrong}`, () => {
      expect(wrong).not.to.match(EVENT_NAME);
    });
});

describe('the types of the log', () => {
  const log: Log = createLogOf(
    events,
    () => undefined,
    () => new Date(),
  );
  const order = {
    site: 'siteUS',
    channel: 'storefront',
    orderId: 'o1',
    paymentGroupId: 'pg1',
    transactionType: '0100',
  };

  it('refuse an event that is not in the catalogue, a field that is not the event’s, and a missing one', () => {
    log('payment.blocked', { ...order, reason: 'card' });
    // @ts-expect-error -- a field is missing
    log('payment.blocked', order);
    // @ts-expect-error -- a field of another event
    log('payment.blocked', { ...order, reason: 'card', driftMs: 1 });
    const withMore = { ...order, reason: 'card', token: 'a-token' };
    // @ts-expect-error -- a field of no event, in a spread
    log('payment.blocked', { ...withMore });
    // @ts-expect-error -- a number where the field is a text
    log('payment.blocked', { ...order, reason: 7 });
    // @ts-expect-error -- a line of the background has no request
    log('clock.corrected', { driftMs: 7, httpRequestId: 'r1' });
    // @ts-expect-error -- no such event
    log('payment.unheard-of', {});
  });
});
