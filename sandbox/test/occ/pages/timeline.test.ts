import { expect } from 'chai';
import { toJournalSteps, toLedgerSteps } from '../../../occ/pages/browser/order/timeline.ts';

const USD = { currencyCode: 'USD', fractionalDigits: 2, symbol: '$' };

describe('the two timelines of an order', () => {
  const journalTone = (outcome: string): string | undefined =>
    toJournalSteps([
      { at: '2026-01-01T00:00:00Z', type: 'refund', caller: 'oms', amount: '1.00', currency: 'USD', outcome },
    ])[0]?.tone;
  const ledgerTone = (status: string): string | undefined =>
    toLedgerSteps(
      [{ transactions: [{ id: '7', kind: 'refund', at: '2026-01-01T00:00:00Z', status }], voided: [] }],
      USD,
    )[0]?.tone;

  it('give one outcome one colour', () => {
    expect(ledgerTone('PENDING')).to.equal(journalTone('pending'));
    expect(ledgerTone('DECLINED')).to.equal(journalTone('declined'));
    expect(ledgerTone('AUTHORIZED')).to.equal(journalTone('approved'));
  });

  it('do not show as good what waits for a person or was declined over its risk', () => {
    expect(ledgerTone('AUTHORIZED_PENDING_REVIEW')).to.equal('warn');
    expect(ledgerTone('AUTHORIZED_RISK_DECLINED')).to.equal('bad');
  });

  it('name the id under which CyberSource was asked, also where it gave none itself', () => {
    const row = { at: '', type: 'authorize', caller: 'webhook', amount: '1.00', currency: 'USD' };
    const [step] = toJournalSteps([{ ...row, outcome: 'unknown', merchantTransactionId: 'v1abc' }]);
    expect(step).to.include({ id: '', sentAs: 'v1abc', tone: 'warn' });
  });
});
