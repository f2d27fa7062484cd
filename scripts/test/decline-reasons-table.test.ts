import { expect } from 'chai';
import { declineReasonNames } from '../../server-extension/src/domain/payment/decline-reason.ts';
import { declineReasonsTable } from '../src/generated/tables/decline-reasons-table.ts';

describe('the table of decline reasons', () => {
  const [, , ...rows] = declineReasonsTable().split('\n');

  it('has one row for each reason, with a meaning and whether to try the card again', () => {
    expect(rows.map((row) => row.split(' | ')[0])).to.deep.equal(
      declineReasonNames.map((name) => `| \`${name}\``),
    );
    for (const row of rows) expect(row).to.match(/^\| `[a-z-]+` \| [A-Z][^|]+\. \| (at once|later|after|no)/);
  });

  it('says for a reason what of CyberSource’s it is read from: reasons and statuses, network codes, advice', () => {
    const row = rows.find((each) => each.includes('`fraud-suspected`'))?.split(' | ');
    expect(row?.slice(3)).to.deep.equal([
      '`ADDRESS_COUNTRY_WATCHLIST_MATCH` `BLACKLISTED_CUSTOMER` `CUSTOMER_WATCHLIST_MATCH` `DECISION_PROFILE_REJECT` `DECISION_PROFILE_REVIEW` `EMAIL_COUNTRY_WATCHLIST_MATCH` `IP_COUNTRY_WATCHLIST_MATCH` `SCORE_EXCEEDS_THRESHOLD` `AUTHORIZED_RISK_DECLINED` `PENDING_REVIEW`',
      '`07` `34` `59` `63`',
      '`42` |',
    ]);
  });
});
