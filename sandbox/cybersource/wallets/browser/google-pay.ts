/** Google's `pay.js`, as far as a shop uses it: `google.payments.api.PaymentsClient`. */
import {
  problemWith,
  readAccepted,
  type AcceptedCards,
  type GooglePayRequest,
} from './google-pay-request.ts';
import { toPaymentData, type AuthMethod } from './google-pay-token.ts';
import { openSheet, type SheetOption } from './sheet.ts';
import { ASKING_CARDS, describe, WALLET_CARDS, type WalletCard } from './wallet-cards.ts';

interface ClientOptions {
  readonly environment?: string;
}

interface ButtonOptions {
  readonly onClick?: () => void;
  readonly buttonLocale?: string;
  readonly buttonColor?: 'black' | 'white';
}

interface Chosen {
  readonly card: WalletCard;
  readonly authMethod: AuthMethod;
}

class PaymentsClient {
  readonly #environment: string;

  constructor({ environment = 'TEST' }: ClientOptions = {}) {
    this.#environment = environment;
  }

  isReadyToPay(request: GooglePayRequest): Promise<{ result: boolean }> {
    const accepted = readAccepted(request);
    if (typeof accepted === 'string') return Promise.reject(developerError(accepted));
    return Promise.resolve({ result: toChoices(accepted).length > 0 });
  }

  prefetchPaymentData(): void {
    // Google warms its sheet up; this one is drawn at once.
  }

  createButton({ onClick, buttonLocale = 'en', buttonColor = 'black' }: ButtonOptions): HTMLElement {
    const [ground, text] = buttonColor === 'white' ? ['#fff', '#000'] : ['#000', '#fff'];
    const box = document.createElement('div');
    const button = box.appendChild(document.createElement('button'));
    button.type = 'button';
    button.className = 'gpay-button';
    button.lang = buttonLocale;
    button.textContent = 'Google Pay';
    button.style.cssText = `box-sizing:border-box;width:100%;min-height:48px;border:0;border-radius:24px;background:${ground};color:${text};font:500 1rem system-ui,sans-serif;cursor:pointer`;
    if (onClick !== undefined) button.addEventListener('click', onClick);
    return box;
  }

  async loadPaymentData(request: GooglePayRequest): Promise<object> {
    const accepted = readAccepted(request);
    const problem = typeof accepted === 'string' ? accepted : problemWith(request, this.#environment);
    if (typeof accepted === 'string' || problem !== undefined) throw developerError(problem ?? '');
    const { currencyCode = '', totalPrice = '' } = request.transactionInfo ?? {};
    const text = {
      wallet: 'Google Pay',
      merchant: request.merchantInfo?.merchantName ?? location.host,
      total: `${totalPrice} ${currencyCode}`,
    };
    const sheet = openSheet(text, toChoices(accepted));
    const chosen = await sheet.confirmed;
    if (chosen === undefined) throw refusal('CANCELED', 'User closed the Payment Request UI.');
    sheet.close();
    return toPaymentData(chosen.card, chosen.authMethod);
  }
}

/** Every card as a token of this device, then as a bare number, the askers among them. */
function toChoices({ authMethods, networks }: AcceptedCards): readonly SheetOption<Chosen>[] {
  const onDevice = WALLET_CARDS.map((card) => ({ card, authMethod: 'CRYPTOGRAM_3DS' as const }));
  const numbers = [...WALLET_CARDS, ...ASKING_CARDS].map((card) => ({
    card,
    authMethod: 'PAN_ONLY' as const,
  }));
  return [...onDevice, ...numbers]
    .filter(({ card, authMethod }) => networks.includes(card.network) && authMethods.includes(authMethod))
    .map((value) => ({
      label: describe(value.card),
      note: `${value.authMethod === 'PAN_ONLY' ? 'number only' : 'this device'}, ${value.card.note}`,
      value,
    }));
}

const developerError = (message: string): Error => refusal('DEVELOPER_ERROR', message);

/** Google rejects with `statusCode` and `statusMessage`. */
function refusal(statusCode: string, statusMessage: string): Error {
  return Object.assign(new Error(statusMessage), { statusCode, statusMessage });
}

const page = window as unknown as { google?: Record<string, unknown> };
page.google = { ...page.google, payments: { api: { PaymentsClient } } };
