import type { PaymentCommand } from '../../domain/command.ts';
import { type Money, parseDecimal } from '../../domain/money.ts';
import { type Answer, textAt } from './answer.ts';

/** Where CyberSource states the amount that it acted on. */
function placeOf(command: PaymentCommand): readonly [section: readonly string[], amount: string] {
  switch (command.type) {
    case 'authorize':
      return [['orderInformation', 'amountDetails'], 'authorizedAmount'];
    case 'capture':
      return [['orderInformation', 'amountDetails'], 'totalAmount'];
    case 'void':
      return command.of === 'authorization'
        ? [['reversalAmountDetails'], 'reversedAmount']
        : [['voidAmountDetails'], 'voidAmount'];
    case 'refund':
      return [['refundAmountDetails'], 'refundAmount'];
  }
}

/** The amount that CyberSource states, the asked one when it states none, undefined when it cannot be read. */
export function statedAmount(command: PaymentCommand, answer: Answer): Money | undefined {
  const [section, name] = placeOf(command);
  return readAmount(answer, section, name, command.amount);
}

/** @param asked what it is when the answer states nothing; its currency is the only one that is read. */
export function readAmount(
  answer: Answer,
  section: readonly string[],
  name: string,
  asked: Money,
): Money | undefined {
  const text = textAt(answer, ...section, name);
  if (text === undefined) return asked;
  const currency = textAt(answer, ...section, 'currency') ?? asked.currency;
  return currency === asked.currency ? parseDecimal(text, asked.currency) : undefined;
}
