import type { PlaceElement } from '../../bindings.ts';
import { asItIs, registerComponent } from '../../component.ts';
import type { Total } from '../../checkout.ts';
import type { Knockout } from '../../knockout.ts';
import type { Text } from '../../texts.ts';
import {
  ShopperProblem,
  type AuthenticationSubject,
  type PaymentOption,
  type Surroundings,
} from '../payment-method.ts';
import template from './wallet-option.html';

/** A wallet of the browser: its sheet, opened by its own button or by the shop's. */
export interface Wallet {
  /** The type in OCC's custom properties: `googlepay`, `applepay`. */
  readonly type: string;
  readonly name: string;
  /** Puts the wallet's own button, as its owner wants it drawn. `press` is what it does. */
  drawButton(host: HTMLElement, press: () => void): void;
  /** Opens the sheet. Has to be called while the browser still handles the shopper's click. */
  openSheet(total: Total): Promise<WalletPayment>;
  /** The order went through, or did not: some sheets stay open until they know. */
  readonly settled?: (accepted: boolean) => void;
}

export interface WalletPayment {
  /** What the wallet made for the gateway, as JSON. */
  readonly token: string;
  /** The wallet did not identify the shopper, so the issuer may want to. */
  readonly authenticate?: AuthenticationSubject;
}

/** What the template is bound to. */
interface WalletOption extends PaymentOption {
  readonly text: Text;
  readonly placeButton: PlaceElement;
}

export function registerWalletOption(ko: Knockout): void {
  registerComponent(ko, 'cyb-wallet', template, asItIs);
}

/** The browser says so when its shopper closes the sheet: as an object with this name, or with this status code. */
const CANCELLED = /abort|cancel/i;

export function createWalletOption({ ko, text, checkout }: Surroundings, wallet: Wallet): WalletOption {
  return {
    id: wallet.type,
    component: 'cyb-wallet',
    label: ko.pureComputed(() => wallet.name),
    note: ko.pureComputed(() => ''),
    text,
    placeButton: (element) => {
      wallet.drawButton(element, checkout.placeOrder);
      return () => undefined;
    },
    progress: () => 'complete',
    check: () => undefined,
    focusFirstProblem: () => undefined,
    collect: async () => {
      const total = checkout.total();
      const { token, authenticate } = await wallet.openSheet(total).catch((problem: unknown) => {
        const { name, statusCode } = (problem ?? {}) as { name?: unknown; statusCode?: unknown };
        throw new ShopperProblem(
          CANCELLED.test(`${String(name)} ${String(statusCode)}`) ? 'walletCancelled' : 'walletFailed',
        );
      });
      // A cart that changed under the open sheet would be charged differently from what the shopper confirmed.
      if (checkout.total().amount !== total.amount) {
        wallet.settled?.(false);
        throw new ShopperProblem('totalChanged');
      }
      return {
        kind: 'generic',
        customProperties: { paymentType: wallet.type, paymentToken: token },
        ...(authenticate && { authenticate }),
      };
    },
    ...(wallet.settled !== undefined && { settled: wallet.settled }),
  };
}
