import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { EventCatalogue } from '../../../server-extension/src/events.ts';
import {
  type Catalogue,
  EVENT_NAME,
} from '../../../server-extension/src/telemetry/log/catalogue/catalogue.ts';
import { eventsTable } from '../../src/generated/tables/events-table.ts';
import { copySources, type CopiedSources } from './copied-sources.ts';
import { guideBlocks } from './guide-blocks.ts';

const CATALOGUE = 'server-extension/src/events.ts';
const WRITER = 'server-extension/src/currency-changed.ts';

/** What the guide has one write, where the path of a payment would write it; and three mistakes. */
const writer = (call: string): string => `
import { createLog, type LogSink } from './telemetry/log/log.ts';
import type { SiteId } from './domain/ids.ts';

export function writeTheLine(sink: LogSink, site: SiteId, orderId: string): void {
  const log = createLog(sink, () => new Date(0));
  ${call.trim()}
}

export function mistakes(sink: LogSink, site: SiteId, orderId: string): void {
  const log = createLog(sink, () => new Date(0));
  // @ts-expect-error a field is missing
  log('order.currency-changed', { site, orderId });
  // @ts-expect-error a field of another event
  log('order.currency-changed', { site, orderId, amount: '69 JPY', driftMs: 1 });
  // @ts-expect-error a wrong type
  log('order.currency-changed', { site, orderId, amount: 69 });
}
`;

describe('The guide “A new log event”', function () {
  this.timeout(60_000);
  let copy: CopiedSources;
  let events: EventCatalogue & Catalogue;

  before(async () => {
    copy = await copySources('new-log-event', ['server-extension/src']);
    const [entry = '', call = ''] = await guideBlocks('A new log event');
    await copy.insertBelow(CATALOGUE, 'export const events = {\n', entry);
    await writeFile(copy.at(WRITER), writer(call));
    ({ events } = await copy.imported<{ events: EventCatalogue & Catalogue }>(CATALOGUE));
  });
  after(() => copy.remove());

  it('has two pieces of code: the entry and the call', async () => {
    expect(await guideBlocks('A new log event')).to.have.length(2);
  });

  it('shows an entry that the catalogue takes, with a name as all have', () => {
    expect(events['order.currency-changed']).to.include({ level: 'warning', scope: 'request' });
    expect('order.currency-changed').to.match(EVENT_NAME);
  });

  it('writes the line that it shows, at the level of the entry', async () => {
    const { writeTheLine } = await copy.imported<{
      writeTheLine: (sink: (level: string, line: string) => void, site: string, orderId: string) => void;
    }>(WRITER);
    const lines: unknown[] = [];
    writeTheLine((level, line) => lines.push({ level, line: JSON.parse(line) as unknown }), 'siteUS', 'o1');
    expect(lines).to.deep.equal([
      {
        level: 'warning',
        line: {
          time: '1970-01-01T00:00:00.000Z',
          level: 'warning',
          event: 'order.currency-changed',
          site: 'siteUS',
          orderId: 'o1',
          amount: '69 JPY',
          orderAmount: '69 USD',
        },
      },
    ]);
  });

  it('compiles, and does not with a field that is missing, of another event or of a wrong type', async () => {
    const { code, output } = await copy.compile(WRITER);
    expect(output).to.equal('');
    expect(code).to.equal(0);
  });

  it('is in the operators’ table of events', () => {
    expect(eventsTable(events))
      .to.include('`order.currency-changed`')
      .and.to.include('Find out who changes orders');
  });
});
