import type { Admission, Admit, Entry, NameAttempt, NewEntry, Opening } from '../payments/ports.ts';

/** What a journal does when an attempt asks to be opened: answer without writing, or write this entry. */
export type Decision =
  { readonly kind: 'write'; readonly entry: Entry } | Exclude<Opening, { readonly kind: 'opened' }>;

/**
 * The rules of opening, the same for every journal. The journal calls it under its lock, with the latest attempt under
 * the same key and a way to read all attempts of the payment.
 */
export function decideOpening(
  wanted: NewEntry,
  latest: Entry | undefined,
  ofPayment: () => readonly Entry[],
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
  return decided(admit(ofPayment()), {
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
    case 'wait':
      return { kind: 'under-way', entry: admission.entry };
    case 'stands':
      return { kind: 'finished', entry: admission.entry };
    case 'forbidden':
      return { kind: 'forbidden', problem: admission.problem };
  }
}
