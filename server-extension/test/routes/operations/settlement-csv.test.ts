import { expect } from 'chai';
import { toCsv } from '../../../src/routes/operations/settlement-csv.ts';
import type { SettlementCase } from '../../../src/payments/settlement/settlement.ts';

const HEAD =
  'id,state,site,date,difference,orderId,transactionId,amountMinor,currency,otherMinor,problem,cause,remedy,' +
  'closedBy,closedAt,reason\r\n';

const open: SettlementCase = {
  id: 'c-1',
  state: 'open',
  site: 'siteUS',
  date: '2026-01-31',
  difference: 'rejected-by-acquirer',
  orderId: 'o1',
  transactionId: '7000000000000000000001',
  amount: { minor: 1250, currency: 'USD' },
  cause: 'Refused.',
  remedy: 'Capture again.',
};

describe('The file of a day’s settlement', () => {
  it('has a line with the names of its columns, also without a case', () => {
    expect(toCsv([])).to.equal(HEAD);
  });

  it('has a line for each case, with empty cells where there is nothing', () => {
    const closed: SettlementCase = {
      ...open,
      state: 'closed',
      other: { minor: 1200, currency: 'USD' },
      problem: 'No account',
      closed: { by: 'jane', at: '2026-02-01T08:00:00Z', reason: 'Paid by hand' },
    };
    const about = (state: string): string =>
      `c-1,${state},siteUS,2026-01-31,rejected-by-acquirer,o1,7000000000000000000001,1250,USD`;
    expect(toCsv([open, closed])).to.equal(
      `${HEAD}${about('open')},,,Refused.,Capture again.,,,\r\n` +
        `${about('closed')},1200,No account,Refused.,Capture again.,jane,2026-02-01T08:00:00Z,Paid by hand\r\n`,
    );
  });

  for (const [text, cell] of [
    ['plain text', 'plain text'],
    ['one, two', '"one, two"'],
    ['so "called"', '"so ""called"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['1=1', '1=1'],
  ] as const)
    it(`has ${JSON.stringify(text)} as ${JSON.stringify(cell)}`, () => {
      const line = toCsv([{ ...open, cause: text }]).slice(HEAD.length);
      expect(line.slice(line.indexOf('USD,,,') + 6)).to.equal(`${cell},Capture again.,,,\r\n`);
    });
});
