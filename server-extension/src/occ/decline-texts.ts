import en from '../../locales/en.json' with { type: 'json' };
import type { PaymentResult } from '../domain/result.ts';

export type TextName = keyof typeof en;

/**
 * What the shopper can do about a refusal, by CyberSource's reason. Says nothing that helps somebody who tries stolen
 * cards: a reason that is missing here, and every suspicion of fraud, gets the plain sentence.
 */
const BY_REASON: Readonly<Record<string, TextName>> = {
  INSUFFICIENT_FUND: 'insufficientFunds',
  EXPIRED_CARD: 'expiredCard',
  EXCEEDS_CREDIT_LIMIT: 'limitReached',
  ISSUER_UNAVAILABLE: 'tryLater',
  PROCESSOR_UNAVAILABLE: 'tryLater',
  PROCESSOR_ERROR: 'tryLater',
  SYSTEM_ERROR: 'tryLater',
  CV_FAILED: 'checkSecurityCode',
  CVN_NOT_MATCH: 'checkSecurityCode',
  INVALID_CVN: 'checkSecurityCode',
  AVS_FAILED: 'checkAddress',
  INVALID_ACCOUNT: 'checkCardDetails',
  INVALID_CARD: 'checkCardDetails',
  CARD_TYPE_NOT_ACCEPTED: 'cardNotAccepted',
  INVALID_CARD_TYPE: 'cardNotAccepted',
  UNAUTHORIZED_CARD: 'tryAnotherCard',
  DEBIT_CARD_USAGE_LIMIT_EXCEEDED: 'limitReached',
  CONTACT_PROCESSOR: 'contactBank',
  PROCESSOR_DECLINED: 'tryAnotherCard',
  CUSTOMER_AUTHENTICATION_REQUIRED: 'authenticate',
  CONSUMER_AUTHENTICATION_REQUIRED: 'authenticate',
  CONSUMER_AUTHENTICATION_FAILED: 'authenticate',
  AUTHENTICATION_FAILED: 'authenticate',
  MISSING_FIELD: 'checkOrder',
  INVALID_DATA: 'checkOrder',
};

/** The sentence that the shopper reads: what to do now. */
export function shopperText(result: PaymentResult): string {
  return en[textNameOf(result)];
}

export function textOf(name: TextName): string {
  return en[name];
}

function textNameOf(result: PaymentResult): TextName {
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return 'approved';
    case 'challenge':
      return 'challenge';
    case 'declined':
      return byReason(result.gateway.reason) ?? byReason(result.gateway.status) ?? 'tryAnotherCard';
    case 'refused':
      return byReason(result.gateway?.reason) ?? 'tryLater';
    case 'not-sent':
      return 'tryLater';
    case 'unknown':
      return 'notConfirmed';
  }
}

function byReason(reason: string | undefined): TextName | undefined {
  return reason !== undefined && Object.hasOwn(BY_REASON, reason) ? BY_REASON[reason] : undefined;
}
