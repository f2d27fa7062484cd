import { type Money, parseDecimal } from '../../domain/money/money.ts';
import { type CyberSourceResponse, textAt } from './answer.ts';
import type { RequestIntent } from './request-intent.ts';

/** Where CyberSource states the amount that it acted on. */
function placeOf(intent: RequestIntent): readonly [section: readonly string[], amount: string] {
  switch (intent.type) {
    case 'authorize':
      return [['orderInformation', 'amountDetails'], 'authorizedAmount'];
    // The answer states all that is held afterwards, under another name: the difference is what was asked for.
    case 'increment':
      return [['orderInformation', 'amountDetails'], 'additionalAmount'];
    case 'reauthorize':
      return [['orderInformation', 'amountDetails'], 'authorizedAmount'];
    case 'capture':
      return [['orderInformation', 'amountDetails'], 'totalAmount'];
    case 'void':
      return intent.of === 'authorization'
        ? [['reversalAmountDetails'], 'reversedAmount']
        : [['voidAmountDetails'], 'voidAmount'];
    case 'refund':
      return [['refundAmountDetails'], 'refundAmount'];
  }
}

/** The amount that CyberSource states, the asked one when it states none, undefined when it cannot be read. */
export function responseAmount(intent: RequestIntent, answer: CyberSourceResponse): Money | undefined {
  const [section, name] = placeOf(intent);
  return readAmount(answer, section, name, intent.amount);
}

/** @param asked what it is when the answer states nothing; its currency is the only one that is read. */
export function readAmount(
  answer: CyberSourceResponse,
  section: readonly string[],
  name: string,
  asked: Money,
): Money | undefined {
  const text = textAt(answer, ...section, name);
  if (text === undefined) return asked;
  const currency = textAt(answer, ...section, 'currency') ?? asked.currency;
  return currency === asked.currency ? parseDecimal(text, asked.currency) : undefined;
}
