import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { events } from '../src/events.ts';
import {
  type Catalogue,
  CONTEXT_FIELDS,
  EVENT_NAME,
  fieldsOf,
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

  it('gives lines of a request its ids, site and order, and lines of the background none that they do not name', () => {
    expect([...fieldsOf(events['capture-context.created'])]).to.include.members([...CONTEXT_FIELDS]);
    expect([...fieldsOf(events['clock.corrected'])]).to.deep.equal(['driftMs']);
    for (const [name, event] of catalogue)
      if (event.scope === 'background') expect(fieldsOf(event).has('httpRequestId'), name).to.equal(false);
  });
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
