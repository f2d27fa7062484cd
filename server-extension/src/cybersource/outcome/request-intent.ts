import type {
  Authorize,
  Capture,
  Increment,
  Reauthorize,
  Refund,
  Void,
} from '../../domain/payment/command.ts';
import type { Intent } from './tables.ts';

/** What is wanted, as far as the meaning of an answer depends on it. */
export type RequestIntent =
  | (Pick<Authorize, 'type' | 'amount' | 'captureNow'> & Partial<Pick<Authorize, 'instrument'>>)
  | Pick<Capture | Refund | Increment | Reauthorize, 'type' | 'amount'>
  | Pick<Void, 'type' | 'amount' | 'of'>;

/** What is wanted of CyberSource, in the words of the tables. */
export function toIntent(intent: RequestIntent): Intent {
  switch (intent.type) {
    case 'authorize':
      // An amount of zero only verifies the account: nothing is sold.
      return intent.captureNow && intent.amount.minor > 0 ? 'sale' : 'authorization';
    case 'void':
      return intent.of === 'authorization' ? 'reversal' : 'void';
    case 'reauthorize':
      return 'authorization';
    case 'capture':
    case 'refund':
    case 'increment':
      return intent.type;
  }
}
