import {
  BY_ADVICE_CODE,
  BY_NETWORK_CODE,
  BY_REASON,
  BY_STATUS,
} from '../../../../server-extension/src/cybersource/outcome/decline-reasons.ts';
import {
  type DeclineReason,
  declineReasonNames,
  declineReasons,
} from '../../../../server-extension/src/domain/payment/decline-reason.ts';
import { code, markdownTable } from './markdown.ts';

/** When another attempt with the same card may help, in words. */
export const SAME_CARD: Readonly<Record<(typeof declineReasons)[DeclineReason]['sameCard'], string>> = {
  now: 'at once',
  later: 'later',
  corrected: 'after the shopper has corrected or confirmed something',
  no: 'no',
};

/** Each decline reason, whether another attempt with the card may help, and what of CyberSource's it is read from. */
export function declineReasonsTable(): string {
  const rows = declineReasonNames.map((reason) => {
    const { meaning, sameCard } = declineReasons[reason];
    return [
      code(reason),
      meaning,
      SAME_CARD[sameCard],
      [...wordsFor(reason, BY_REASON), ...wordsFor(reason, BY_STATUS)].join(' '),
      wordsFor(reason, BY_NETWORK_CODE).join(' '),
      wordsFor(reason, BY_ADVICE_CODE).join(' '),
    ];
  });
  return markdownTable(
    [
      code('declineReason'),
      'Meaning',
      'The same card again',
      'CyberSource’s reasons and statuses',
      'Network’s response codes',
      'Merchant advice',
    ],
    rows,
  );
}

function wordsFor(reason: DeclineReason, table: Readonly<Record<string, DeclineReason>>): readonly string[] {
  const words = Object.keys(table).filter((word) => table[word] === reason);
  return words.toSorted().map(code);
}
