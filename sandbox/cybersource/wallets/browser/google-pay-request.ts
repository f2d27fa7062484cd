/** What a page asks Google Pay for, and what Google says when it asks wrongly. Google: request objects. */
import type { AuthMethod } from './google-pay-token.ts';

interface CardMethod {
  readonly type?: string;
  readonly parameters?: {
    readonly allowedAuthMethods?: readonly AuthMethod[];
    readonly allowedCardNetworks?: readonly string[];
  };
  readonly tokenizationSpecification?: {
    readonly type?: string;
    readonly parameters?: Readonly<Record<string, string | undefined>>;
  };
}

/** The fields that the sandbox reads. */
export interface GooglePayRequest {
  readonly apiVersion?: number;
  readonly allowedPaymentMethods?: readonly CardMethod[];
  readonly merchantInfo?: { readonly merchantId?: string; readonly merchantName?: string };
  readonly transactionInfo?: {
    readonly countryCode?: string;
    readonly currencyCode?: string;
    readonly totalPriceStatus?: string;
    readonly totalPrice?: string;
  };
}

/** The cards that a page takes. */
export interface AcceptedCards {
  readonly authMethods: readonly AuthMethod[];
  readonly networks: readonly string[];
}

/** What the page takes, or the sentence of Google's DEVELOPER_ERROR. */
export function readAccepted({
  apiVersion,
  allowedPaymentMethods,
}: GooglePayRequest): AcceptedCards | string {
  if (apiVersion !== 2) return 'apiVersion must be 2.';
  const card = allowedPaymentMethods?.find(({ type }) => type === 'CARD');
  if (card === undefined) return 'allowedPaymentMethods has no CARD.';
  const { allowedAuthMethods: authMethods = [], allowedCardNetworks: networks = [] } = card.parameters ?? {};
  if (authMethods.length === 0) return 'allowedAuthMethods is empty.';
  if (networks.length === 0) return 'allowedCardNetworks is empty.';
  return { authMethods, networks };
}

/** What is wrong with a request for payment beside the cards; undefined when nothing is. */
export function problemWith(request: GooglePayRequest, environment: string): string | undefined {
  const { countryCode, currencyCode = '', totalPriceStatus, totalPrice = '' } = request.transactionInfo ?? {};
  const { type, parameters } = request.allowedPaymentMethods?.[0]?.tokenizationSpecification ?? {};
  if (!/^[A-Z]{3}$/.test(currencyCode)) return 'transactionInfo.currencyCode must be an ISO 4217 code.';
  if (countryCode !== undefined && !/^[A-Z]{2}$/.test(countryCode)) {
    return 'transactionInfo.countryCode must be an ISO 3166 code.';
  }
  if (totalPriceStatus !== 'FINAL' && totalPriceStatus !== 'ESTIMATED') {
    return 'transactionInfo.totalPriceStatus must be FINAL or ESTIMATED.';
  }
  if (!/^[0-9]+(\.[0-9][0-9])?$/.test(totalPrice)) return 'transactionInfo.totalPrice is not a price.';
  if (type !== 'PAYMENT_GATEWAY') return 'tokenizationSpecification.type must be PAYMENT_GATEWAY.';
  if (parameters?.['gateway'] !== 'cybersource') return 'The gateway must be cybersource.';
  if (empty(parameters['gatewayMerchantId'])) return 'gatewayMerchantId is missing.';
  if (environment === 'PRODUCTION' && empty(request.merchantInfo?.merchantId)) {
    return 'merchantInfo.merchantId is missing.';
  }
  return undefined;
}

const empty = (text: string | undefined): boolean => text === undefined || text === '';
