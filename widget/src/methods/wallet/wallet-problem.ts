import type { TextKey } from '../../texts.ts';

/** What a wallet rejects with when the shop's own settings are wrong: another try is wrong, too. */
export class WalletNotSetUp extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WalletNotSetUp';
  }
}

/** How browsers say that their shopper has closed the sheet: by this name, or this status code (Google: `CANCELED`). */
const CANCELLED = /abort|cancel/i;

/** Google: error codes of `loadPaymentData` that name the shop's settings or account. */
const NOT_SET_UP = /DEVELOPER_ERROR|MERCHANT_ACCOUNT_ERROR|WalletNotSetUp/;

/** What the shopper hears of a sheet that made no payment, whatever was thrown. */
export function toWalletProblem(problem: unknown): TextKey {
  const said = nameOf(problem);
  if (CANCELLED.test(said)) return 'walletCancelled';
  return NOT_SET_UP.test(said) ? 'walletNotSetUp' : 'walletFailed';
}

function nameOf(problem: unknown): string {
  try {
    const { name, statusCode } = problem as { name?: unknown; statusCode?: unknown };
    return `${String(name)} ${String(statusCode)}`;
  } catch {
    return '';
  }
}
