import type { CheckoutKey } from '../domain/ids.ts';
import type { OtherOrder } from '../domain/result.ts';
import type { Admission, Admit, Entry, NameAttempt, NewEntry, Opening } from '../payments/ports.ts';

/** What a journal does when an attempt asks to be opened: answer without writing, or write this entry. */
export type Decision =
  | { readonly kind: 'write'; readonly entry: Entry; readonly otherOrder?: OtherOrder }
  | Exclude<Opening, { readonly kind: 'opened' }>;

/**
 * The rules of opening, the same for every journal. The journal calls it under its lock, with the latest attempt under
 * the same key and ways to read all attempts of the payment and of its checkout.
 */
export function decideOpening(
  wanted: NewEntry,
  latest: Entry | undefined,
  ofPayment: () => readonly Entry[],
  ofCheckout: () => readonly Entry[],
  admit: Admit,
  name: NameAttempt,
): Decision {
  if (latest !== undefined) {
    if (latest.fingerprint !== wanted.fingerprint) return { kind: 'mismatch', entry: latest };
    if (latest.result === undefined) return { kind: 'under-way', entry: latest };
    if (latest.result.outcome !== 'not-sent' || wasAnswered(latest))
      return { kind: 'finished', entry: latest };
  }
  const attempt = (latest?.attempt ?? 0) + 1;
  return decided(admit(ofPayment(), ofCheckout()), {
    ...wanted,
    attempt,
    merchantTransactionId: name(wanted.key, attempt),
  });
}

/** Its shopper heard a no while nobody knew: that answer stands, and with it the end of this delivery. */
function wasAnswered({ operation, told }: Entry): boolean {
  return operation === 'authorize' && told !== undefined;
}

function decided(admission: Admission, entry: Entry): Decision {
  switch (admission.verdict) {
    case 'go':
      return { kind: 'write', entry };
    case 'stop': {
      // Never sent, it takes no place among the attempts of the checkout.
      const stopped: Entry & { checkout?: CheckoutKey } = { ...entry };
      delete stopped.checkout;
      return { kind: 'write', entry: stopped, otherOrder: admission.otherOrder };
    }
    case 'wait':
      return { kind: 'under-way', entry: admission.entry };
    case 'stands':
      return { kind: 'finished', entry: admission.entry };
    case 'forbidden':
      return { kind: 'forbidden', problem: admission.problem };
  }
}
