/** What a bank does to an account that is saved: another number, another bank, another type. */
import type { InstrumentIdentifier, PaymentInstrument } from '../model/saved-token.ts';
import { toAccountChangeCode, type AccountChange } from '../records/settlement/account-changes.ts';
import { hiddenAccountNumber } from '../values/mask.ts';
import type { TokenVault } from './token-vault.ts';

/** An account that its bank corrected; members that are left out stay. */
export interface AccountReplacement {
  readonly number?: string | undefined;
  readonly routingNumber?: string | undefined;
  /** `checking`, `savings` … */
  readonly accountType?: string | undefined;
}

/** The vault learns of a corrected account behind the same tokens. Answers what the report of changes says of it. */
export function correctBankAccount(
  identifier: InstrumentIdentifier & { readonly routingNumber: string },
  { number, routingNumber, accountType }: AccountReplacement,
  vault: TokenVault,
): Omit<AccountChange, 'at'> {
  const corrected = {
    ...identifier,
    number: number ?? identifier.number,
    routingNumber: routingNumber ?? identifier.routingNumber,
  };
  vault.identifiers.put(corrected);
  const instruments = vault.instrumentsWith(identifier).map((instrument) =>
    accountType === undefined
      ? instrument
      : vault.instruments.put({
          ...instrument,
          details: {
            ...instrument.details,
            bankAccount: { ...memberOf(instrument.details, 'bankAccount'), type: accountType },
          },
        }),
  );
  vault.tell({ kind: number === undefined ? 'updated' : 'number-updated', identifier: corrected });
  const [instrument] = instruments;
  const type = accountType ?? memberOf(instrument?.details ?? {}, 'bankAccount')['type'];
  return {
    merchantId: identifier.merchantId,
    code: toAccountChangeCode({
      number: number !== undefined,
      routingNumber: routingNumber !== undefined,
      accountType: accountType !== undefined,
    }),
    ...(typeof type === 'string' && { accountType: type }),
    routingNumber: corrected.routingNumber,
    accountNumber: hiddenAccountNumber(corrected.number),
    consumerName: nameOf(instrument),
  };
}

function memberOf(
  details: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const member = details[name];
  return member !== null && typeof member === 'object' ? { ...member } : {};
}

const nameOf = (instrument: PaymentInstrument | undefined): string =>
  [instrument?.billTo['firstName'], instrument?.billTo['lastName']]
    .filter((part) => typeof part === 'string')
    .join(' ');
