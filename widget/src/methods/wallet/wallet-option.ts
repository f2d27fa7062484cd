import type { PlaceElement } from '../../knockout/bindings.ts';
import { asItIs, registerComponent } from '../../knockout/component.ts';
import type { Knockout } from '../../knockout/knockout.ts';
import type { Translate } from '../../texts.ts';
import type { PaymentOption, MethodContext } from '../../payment/payment-method.ts';
import { attempted } from './attempted.ts';
import template from './wallet-option.html';
import { collectFromWallet, type WalletSheet } from './wallet-payment.ts';

/** A wallet of the browser: its sheet, opened by its own button or by the shop's. */
export interface Wallet extends WalletSheet {
  /** The type in OCC's custom properties: `googlepay`, `applepay`. */
  readonly type: string;
  readonly name: string;
  /** Puts the wallet's own button, as its owner wants it drawn. `press` is what it does. May throw. */
  drawButton(host: HTMLElement, press: () => void): void;
}

/** What the template is bound to. */
interface WalletOption extends PaymentOption {
  readonly text: Translate;
  readonly placeButton: PlaceElement;
}

export function registerWalletOption(ko: Knockout): void {
  registerComponent(ko, 'cyb-wallet', template, asItIs);
}

export function createWalletOption({ ko, text, checkout }: MethodContext, wallet: Wallet): WalletOption {
  const { placeOrder } = checkout;
  return {
    id: wallet.type,
    component: 'cyb-wallet',
    hasOwnButton: true,
    mark: wallet.type,
    label: ko.pureComputed(() => wallet.name),
    note: ko.pureComputed(() => ''),
    text,
    placeButton: (element) => {
      const isDrawn = attempted(() => {
        wallet.drawButton(element, placeOrder);
      });
      if (!isDrawn) drawPlainButton(element, wallet.name, placeOrder);
      return () => undefined;
    },
    progress: () => 'complete',
    check: () => undefined,
    focusFirstProblem: () => undefined,
    collect: collectFromWallet(wallet.type, wallet, checkout),
    ...(wallet.settled !== undefined && { settled: wallet.settled }),
  };
}

/** Where the wallet's own button cannot be drawn, the shopper still needs one. */
function drawPlainButton(host: HTMLElement, name: string, press: () => void): void {
  const button = host.ownerDocument.createElement('button');
  button.type = 'button';
  button.className = 'cyb-button';
  button.textContent = name;
  button.onclick = press;
  host.replaceChildren(button);
}
