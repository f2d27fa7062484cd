import type { MethodRequest } from '../../cybersource/requests/method-request.ts';
import { section } from '../../cybersource/fields/json.ts';

/** How CyberSource tells one wallet from another. */
export interface WalletAtCyberSource {
  /** CyberSource: `processingInformation.paymentSolution`. */
  readonly paymentSolution: string;
  /** CyberSource: `fluidData.descriptor`, the name of the payload's format, where the wallet needs one. */
  readonly descriptor?: string;
}

/** CyberSource: `fluidData`, the wallet's payload as it came: only CyberSource has the key to it. */
export function walletRequest({ paymentSolution, descriptor }: WalletAtCyberSource): MethodRequest {
  return {
    paymentSolution,
    commerceIndicator: 'internet',
    paysWith(instrument) {
      if (instrument.kind !== 'wallet')
        throw new RangeError(`A wallet is not paid with an instrument of the kind ${instrument.kind}`);
      return {
        paymentInformation: section('fluidData', { value: instrument.payload, descriptor }),
      };
    },
  };
}
