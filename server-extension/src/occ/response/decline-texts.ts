import en from '../../../locales/en.json' with { type: 'json' };
import type { OrderOperation } from '../../domain/payment/command.ts';
import { reportOf } from '../../domain/payment/reported.ts';
import type { DeclineReason } from '../../domain/payment/decline-reason.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { BillingField } from '../../domain/address/billing-field.ts';
import { fieldNamesIn } from '../webhook/field-names.ts';
import { refusalTextOf } from './refusal-texts.ts';
import { shopperTextIn, type TextName } from './shopper-texts.ts';

/** As the webhook says it. Agents and developers read English. */
type Locale = string | null | undefined;

/** Why a payment failed, for each reader who can do something about it. */
export interface DeclineTexts {
  /** What to do now, in the language of the order. Says nothing that helps to try stolen cards out. */
  readonly shopper: string;
  readonly agent: string;
  readonly developer: string;
}

/** The texts of each reason. Every suspicion of fraud, and what must not be known of a card, gets the plain ones. */
export const DECLINE_TEXTS: Readonly<Record<DeclineReason, TextName>> = {
  'insufficient-funds': 'insufficientFunds',
  'limit-exceeded': 'limitReached',
  'partial-approval': 'partOnly',
  'expired-card': 'expiredCard',
  'invalid-card': 'checkCardDetails',
  'card-not-supported': 'cardNotAccepted',
  'security-code-mismatch': 'checkSecurityCode',
  'avs-mismatch': 'checkAddress',
  'authentication-required': 'authenticate',
  'authentication-failed': 'authenticate',
  'stolen-or-lost-card': 'tryAnotherCard',
  'card-blocked': 'tryAnotherCard',
  'fraud-suspected': 'tryAnotherCard',
  'transaction-not-permitted': 'tryAnotherCard',
  'do-not-honor': 'tryAnotherCard',
  'temporarily-declined': 'tryAnotherCard',
  'never-approved': 'tryAnotherCard',
  'stop-payment': 'tryAnotherCard',
  'call-issuer': 'contactBank',
  'issuer-unavailable': 'tryLater',
  'processor-error': 'tryLater',
  other: 'tryAnotherCard',
};

/** The three texts, CyberSource's own words at the end of the developer's; undefined for an approval. */
export function textsOf(
  operation: OrderOperation,
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

function textNameOf(operation: OrderOperation, result: PaymentResult): TextName | undefined {
  switch (result.outcome) {
    case 'approved':
    case 'pending':
      return undefined;
    case 'challenge':
      return 'challenge';
    case 'declined':
      return FOLLOW_ON[operation] ?? DECLINE_TEXTS[result.declineReason];
    case 'refused':
      if (operation === 'authorize' && result.toCorrect !== undefined) return 'correctFields';
      return FOLLOW_ON[operation] ?? refusalTextOf(result);
    case 'not-sent':
      return result.notConfigured === true ? 'notConfigured' : 'tryLater';
    case 'unknown':
      return result.accessRefused === 'credentials' ? 'faultNotConfirmed' : 'notConfirmed';
  }
}

/** Shoppers can do nothing about these; what the others have to know depends on what was asked. */
const FOLLOW_ON: Readonly<Record<OrderOperation, TextName | undefined>> = {
  authorize: undefined,
  capture: 'captureFailed',
  void: 'voidFailed',
  refund: 'refundFailed',
};

/** What went wrong in our words and CyberSource's, for a developer or an operator. */
export function gatewayWords(result: PaymentResult): string {
  return inCyberSourcesWords(result).join(' ') || 'It was not carried out.';
}

function inCyberSourcesWords(result: PaymentResult): readonly string[] {
  const report = reportOf(result);
  const problem = 'problem' in result ? [`${result.problem}.`] : [];
  if (report === undefined) return problem;
  const { httpStatus, status, reason, networkCode, adviceCode, invalidFields = [], correlationId } = report;
  const details = [
    `HTTP ${httpStatus}`,
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(reason === undefined ? [] : [`reason ${reason}`]),
    ...(networkCode === undefined ? [] : [`response code ${networkCode}`]),
    ...(adviceCode === undefined ? [] : [`merchant advice ${adviceCode}`]),
    ...(invalidFields.length === 0 ? [] : [`fields ${invalidFields.join(' ')}`]),
    ...(correlationId === undefined ? [] : [`v-c-correlation-id ${correlationId}`]),
  ];
  return [...problem, `CyberSource: ${details.join(', ')}.`];
}
