import type { Checkout, OrderTotal } from '../../payment/checkout.ts';
import {
  ShopperProblem,
  type AuthenticationSubject,
  type PaymentOption,
} from '../../payment/payment-method.ts';
import { attempted } from './attempted.ts';
import { toWalletProblem } from './wallet-problem.ts';

/** The sheet in which a wallet's shopper confirms a payment. */
export interface WalletSheet {
  /** Whether it can show this total; always where it is absent. */
  readonly canPay?: (total: OrderTotal) => boolean;
  /** Opens the sheet. Has to be called while the browser still handles the shopper's click. May throw, or reject. */
  openSheet(total: OrderTotal): Promise<WalletPayment>;
  /** The order went through, or did not, or that is not known: some sheets stay open until then. May throw. */
  readonly settled?: (accepted?: boolean) => void;
}

export interface WalletPayment {
  /** What the wallet made for the gateway, as JSON. */
  readonly token: string;
  /** The wallet did not identify the shopper, so the issuer may want to. */
  readonly authenticate?: AuthenticationSubject;
}

/** Whether a wallet can pay the order as it is now. A schedule charges again without a shopper, which no token allows. */
export function canPayNow(
  { canPay }: Pick<WalletSheet, 'canPay'>,
  checkout: Pick<Checkout, 'isScheduled' | 'total'>,
): boolean {
  if (checkout.isScheduled()) return false;
  return canPay === undefined || canPay(checkout.total());
}

/** How a wallet of this type pays. */
export function collectFromWallet(
  type: string,
  sheet: WalletSheet,
  checkout: Pick<Checkout, 'total'>,
): PaymentOption['collect'] {
  return async () => {
    const total = checkout.total();
    const { token, authenticate } = await open(sheet, total);
    // A cart that changed under the open sheet would be charged differently from what the shopper confirmed.
    if (checkout.total().amount !== total.amount) {
      attempted(() => sheet.settled?.(false));
      throw new ShopperProblem('totalChanged');
    }
    return {
      kind: 'generic',
      customProperties: { paymentType: type, paymentToken: token },
      ...(authenticate && { authenticate }),
    };
  };
}

/** Whatever the wallet throws, nothing was sent. */
async function open(sheet: WalletSheet, total: OrderTotal): Promise<WalletPayment> {
  try {
    const payment = await sheet.openSheet(total);
    const { token }: { token: unknown } = payment;
    if (typeof token !== 'string') throw new Error('No token');
    return payment;
  } catch (problem) {
    throw new ShopperProblem(toWalletProblem(problem));
  }
}
