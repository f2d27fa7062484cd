import { expect } from 'chai';
import { createLog, type LogLevel, toOccLogger, toWords } from '../../src/log/log.ts';

describe('the log', () => {
  function lineOf(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const lines: string[] = [];
    createLog(
      (_level, line) => lines.push(line),
      () => new Date(0),
    )('info', 'test', fields);
    return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
  }

  it('writes one JSON object a line', () => {
    expect(lineOf({ orderId: 'o1', ms: 12, replayed: false })).to.deep.equal({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'test',
      orderId: 'o1',
      ms: 12,
      replayed: false,
    });
  });

  it('loses a line rather than a payment when the host’s logger fails', () => {
    const log = createLog(
      () => {
        throw new Error('the disk of the logs is full');
      },
      () => new Date(0),
    );
    expect(() => {
      log('info', 'payment', { orderId: 'o1' });
    }).not.to.throw();
  });

  it('drops every field that nobody listed', () => {
    expect(lineOf({ authorization: 'Bearer x', body: 'secret', orderId: 'o1' })).to.have.all.keys(
      'time',
      'level',
      'event',
      'orderId',
    );
  });

  for (const value of [
    '4111111111111111',
    'card 4111-1111-1111-1111.',
    'somebody@shop.test',
    'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    'dGhlIGtleSB0aGF0IHNpZ25zIGV2ZXJ5dGhpbmc=',
    'x'.repeat(65),
    '-----BEGIN PRIVATE KEY-----',
    'two\nlines',
    '',
  ]) {
    it(`masks ${JSON.stringify(value)} in a field that is listed`, () => {
      expect(lineOf({ orderId: value })).to.include({ orderId: '***' });
    });
  }

  for (const value of [
    '7000000000000000000001',
    'o10001',
    'AUTHORIZED_PENDING_REVIEW',
    'body:amount body:siteId',
    '9f8e-77aa',
  ]) {
    it(`keeps ${value}`, () => {
      expect(lineOf({ orderId: value })).to.include({ orderId: value });
    });
  }

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
    const log = createLog(
      (_level, line) => lines.push(line),
      () => new Date(0),
      toWords,
    );
    log('info', 'payment', {
      orderId: 'o1',
      ms: 12,
      replayed: false,
      problem: 'no answer in time',
      code: 'a"b',
    });
    expect(lines).to.deep.equal([
      'payment ms=12 orderId=o1 replayed=false code=*** problem="no answer in time"',
    ]);
  });
});
