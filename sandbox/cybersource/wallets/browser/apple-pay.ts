/** Apple's `apple-pay-sdk.js`, as far as a shop uses it: `window.ApplePaySession` and `<apple-pay-button>`. */
import { defineAppleButton } from './apple-pay-button.ts';
import {
  isSessionFor,
  requireRequest,
  type ApplePayRequest,
  type ApplePayTotal,
} from './apple-pay-request.ts';
import { APPLE_NETWORKS, toPayment } from './apple-pay-token.ts';
import { openSheet, type Sheet } from './sheet.ts';
import { describe, WALLET_CARDS, type WalletCard } from './wallet-cards.ts';

/** Where Apple's own script sends a shop's server for the merchant session. */
const VALIDATION_URL = 'https://apple-pay-gateway-cert.apple.com/paymentservices/startSession';

const NEWEST_VERSION = 14;

type Handler = ((event: Readonly<Record<string, unknown>>) => void) | null;

class ApplePaySession {
  static readonly STATUS_SUCCESS = 0;
  static readonly STATUS_FAILURE = 1;

  static canMakePayments(): boolean {
    return window.isSecureContext;
  }
  static canMakePaymentsWithActiveCard(): Promise<boolean> {
    return Promise.resolve(window.isSecureContext);
  }
  static applePayCapabilities(): Promise<{ paymentCredentialStatus: string }> {
    return Promise.resolve({ paymentCredentialStatus: 'paymentCredentialsAvailable' });
  }
  static supportsVersion(version: number): boolean {
    return Number.isInteger(version) && version >= 1 && version <= NEWEST_VERSION;
  }

  onvalidatemerchant: Handler = null;
  onpaymentmethodselected: Handler = null;
  onpaymentauthorized: Handler = null;
  oncancel: Handler = null;

  /** One session may be open at a time, as on a phone. */
  static #open: ApplePaySession | undefined;

  readonly #request: ApplePayRequest;
  #sheet: Sheet<WalletCard> | undefined;
  #validated = false;
  #authorized = false;

  constructor(version: number, request: ApplePayRequest) {
    if (!ApplePaySession.supportsVersion(version))
      throw new DOMException('Unsupported version', 'InvalidAccessError');
    requireRequest(request);
    if (!hasUserGesture()) {
      throw new DOMException(
        'Must create a new ApplePaySession from a user gesture handler.',
        'InvalidAccessError',
      );
    }
    this.#request = request;
  }

  begin(): void {
    if (ApplePaySession.#open !== undefined || this.#sheet !== undefined) {
      throw new DOMException('Page already has an active payment session.', 'InvalidAccessError');
    }
    ApplePaySession.#open = this;
    const { total, supportedNetworks } = this.#request;
    const cards = WALLET_CARDS.filter(({ network }) => supportedNetworks.includes(APPLE_NETWORKS[network]));
    const sheet = openSheet(
      { wallet: 'Apple Pay', merchant: total.label, total: this.#amount(total) },
      cards.map((card) => ({ label: describe(card), note: card.note, value: card })),
    );
    this.#sheet = sheet;
    sheet.setBusy(true);
    void sheet.confirmed.then((card) => {
      if (card !== undefined) this.#authorize(card);
    });
    void sheet.dismissed.then(() => {
      this.#end();
      this.oncancel?.({});
    });
    // Handlers are set before or after `begin`; Apple calls them later.
    setTimeout(() => this.onvalidatemerchant?.({ validationURL: VALIDATION_URL }));
  }

  completeMerchantValidation(session: unknown): void {
    this.#requireOpen();
    if (!isSessionFor(session, location.hostname, Date.now())) {
      this.#sheet?.close();
      this.#end();
      this.oncancel?.({ sessionError: { code: 'unknown', info: {} } });
      return;
    }
    this.#validated = true;
    if (this.onpaymentmethodselected === null) this.#sheet?.setBusy(false);
    else this.onpaymentmethodselected({ paymentMethod: { type: 'credit' } });
  }

  completePaymentMethodSelection(update: { newTotal: ApplePayTotal }): void {
    this.#requireOpen();
    this.#sheet?.setTotal(this.#amount(update.newTotal));
    this.#sheet?.setBusy(false);
  }

  completePayment(result: number | { status: number }): void {
    this.#requireOpen();
    if (!this.#authorized) throw new DOMException('Nothing was authorized.', 'InvalidAccessError');
    const status = typeof result === 'number' ? result : result.status;
    if (status !== ApplePaySession.STATUS_SUCCESS && status !== ApplePaySession.STATUS_FAILURE) {
      throw new TypeError('The status is neither success nor failure.');
    }
    this.#sheet?.close();
    this.#end();
  }

  abort(): void {
    this.#requireOpen();
    this.#sheet?.close();
    this.#end();
  }

  #authorize(card: WalletCard): void {
    if (!this.#validated) return;
    this.#authorized = true;
    this.#sheet?.setBusy(true);
    this.onpaymentauthorized?.({ payment: toPayment(card, this.#request) });
  }

  #amount({ amount }: ApplePayTotal): string {
    return `${amount} ${this.#request.currencyCode}`;
  }

  #requireOpen(): void {
    if (ApplePaySession.#open !== this)
      throw new DOMException('The session is not open.', 'InvalidStateError');
  }

  #end(): void {
    ApplePaySession.#open = undefined;
  }
}

function hasUserGesture(): boolean {
  const { userActivation } = navigator as unknown as { userActivation?: { isActive: boolean } };
  return userActivation?.isActive ?? true;
}

(window as unknown as { ApplePaySession?: unknown }).ApplePaySession ??= ApplePaySession;
defineAppleButton();
