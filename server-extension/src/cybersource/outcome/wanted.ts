import type { Authorize, Capture, Refund, Void } from '../../domain/command.ts';
import type { Intent } from './tables.ts';

/** What is wanted, as far as the meaning of an answer depends on it. */
export type Wanted =
  | (Pick<Authorize, 'type' | 'amount' | 'captureNow'> & Partial<Pick<Authorize, 'instrument'>>)
  | Pick<Capture | Refund, 'type' | 'amount'>
  | Pick<Void, 'type' | 'amount' | 'of'>;

/** What is wanted of CyberSource, in the words of the tables. */
export function toIntent(wanted: Wanted): Intent {
  switch (wanted.type) {
    case 'authorize':
      // An amount of zero only verifies the account: nothing is sold.
      return wanted.captureNow && wanted.amount.minor > 0 ? 'sale' : 'authorization';
    case 'void':
      return wanted.of === 'authorization' ? 'reversal' : 'void';
    case 'capture':
    case 'refund':
      return wanted.type;
  }
}
