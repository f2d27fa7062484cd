import en from '../../../locales/en.json' with { type: 'json' };
import type { Operation } from '../../domain/payment/command.ts';
import { reportOf } from '../../domain/payment/reported.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { BillingField } from '../../domain/address/billing-field.ts';
import { fieldNamesIn } from '../webhook/field-names.ts';
import { refusalTextOf } from './refusal-texts.ts';
import { shopperTextIn, type TextName } from './shopper-texts.ts';

/** As the webhook says it. Agents and developers read English. */
type Locale = string | null | undefined;

/** Why there was no yes, for each of those who have to do something about it. */
export interface DeclineTexts {
  /** What to do now, in the language of the order. Says nothing that helps somebody who tries stolen cards. */
  readonly shopper: string;
  readonly agent: string;
  readonly developer: string;
}

/** A decline by CyberSource's reason or status. A reason that is missing here, and every suspicion of fraud, gets the plain texts. */
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
  PARTIAL_AUTHORIZED: 'partOnly',
  CUSTOMER_AUTHENTICATION_REQUIRED: 'authenticate',
  CONSUMER_AUTHENTICATION_REQUIRED: 'authenticate',
  CONSUMER_AUTHENTICATION_FAILED: 'authenticate',
  AUTHENTICATION_FAILED: 'authenticate',
};

/** The three texts, CyberSource's own words at the end of the developer's; undefined for a yes. */
export function textsOf(
  operation: Operation,
  result: PaymentResult,
  locale: Locale,
): DeclineTexts | undefined {
  const name = textNameOf(operation, result);
  if (name === undefined) return undefined;
  const toCorrect = 'toCorrect' in result ? result.toCorrect : [];
  const texts = withFields(namedTexts(name, locale), toCorrect, locale);
  return { ...texts, developer: [texts.developer, ...inCyberSourcesWords(result)].join(' ') };
}

/** @param orderId stands for `__order__` in the texts that name an order. */
export function namedTexts(name: TextName, locale: Locale, orderId = ''): DeclineTexts {
  const { shopper, agent, developer } = en[name];
  const named = (text: string): string => text.replaceAll('__order__', orderId);
  return {
    shopper: named(shopperTextIn(locale, name) ?? shopper),
    agent: named(agent),
    developer: named(developer),
  };
}

/** Names the fields that the text is about to each reader in their own language. */
function withFields(texts: DeclineTexts, fields: readonly BillingField[], locale: Locale): DeclineTexts {
  const english = fieldNamesIn('en', fields);
  return {
    shopper: texts.shopper.replace('{fields}', fieldNamesIn(locale, fields)),
    agent: texts.agent.replace('{fields}', english),
    developer: texts.developer.replace('{fields}', fields.join(', ')),
  };
}

function textNameOf(operation: Operation, result: PaymentResult): TextName | undefined {
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return undefined;
    case 'challenge':
      return 'challenge';
    case 'declined':
      return (
        FOLLOW_ON[operation] ??
        byReason(result.gateway.reason) ??
        byReason(result.gateway.status) ??
        'tryAnotherCard'
      );
    case 'refused':
      if (operation === 'authorize' && result.toCorrect !== undefined) return 'correctFields';
      return FOLLOW_ON[operation] ?? refusalTextOf(result.gateway);
    case 'not-sent':
      return result.notConfigured === true ? 'notConfigured' : 'tryLater';
    case 'unknown':
      return result.accessRefused === 'credentials' ? 'faultNotConfirmed' : 'notConfirmed';
  }
}

/** Shoppers can do nothing about these; what the others have to know depends on what was asked. */
const FOLLOW_ON: Readonly<Record<Operation, TextName | undefined>> = {
  authorize: undefined,
  capture: 'captureFailed',
  void: 'voidFailed',
  refund: 'refundFailed',
};

function inCyberSourcesWords(result: PaymentResult): readonly string[] {
  const report = reportOf(result);
  const problem = 'problem' in result ? [`${result.problem}.`] : [];
  if (report === undefined) return problem;
  const { httpStatus, status, reason, invalidFields = [], correlationId } = report;
  const details = [
    `HTTP ${httpStatus}`,
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(reason === undefined ? [] : [`reason ${reason}`]),
    ...(invalidFields.length === 0 ? [] : [`fields ${invalidFields.join(' ')}`]),
    ...(correlationId === undefined ? [] : [`v-c-correlation-id ${correlationId}`]),
  ];
  return [...problem, `CyberSource: ${details.join(', ')}.`];
}

function byReason(reason: string | undefined): TextName | undefined {
  return reason !== undefined && Object.hasOwn(BY_REASON, reason) ? BY_REASON[reason] : undefined;
}
