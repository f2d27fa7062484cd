import type { PaymentCommand } from '../../domain/command.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { isSameMoney, type Money, parseDecimal } from '../../domain/money.ts';
import type { PaymentResult } from '../../domain/result.ts';
import type { Reply } from '../transport.ts';
import { type Answer, invalidFields, reasonOf, textAt, toAnswer, toReport, toSavedCard } from './answer.ts';
import { toMeaning } from './meaning.ts';
import type { Intent, Meaning } from './tables.ts';

/** What became of the command. Total: whatever came back, or did not, has an outcome. */
export function toPaymentResult(command: PaymentCommand, reply: Reply): PaymentResult {
  if (reply.kind === 'silent')
    return reply.reached === 'no'
      ? { outcome: 'not-sent', problem: `CyberSource was not reached (${reply.cause})` }
      : { outcome: 'unknown', problem: `CyberSource did not answer (${reply.cause})` };
  const answer = toAnswer(reply);
  return RESULT[toMeaning(toIntent(command), answer)](command, answer);
}

function toIntent(command: PaymentCommand): Intent {
  if (command.type !== 'authorize') return command.type;
  return command.captureNow ? 'sale' : 'authorization';
}

type ToResult = (command: PaymentCommand, answer: Answer) => PaymentResult;

const RESULT: Record<Meaning, ToResult> = {
  approved: (command, answer) => granted(command, answer, { outcome: 'approved' }),
  review: (command, answer) => granted(command, answer, { outcome: 'pending', because: 'review' }),
  settlement: (command, answer) => granted(command, answer, { outcome: 'pending', because: 'settlement' }),
  challenge: (_, answer) =>
    withRef(answer, (ref) => ({ outcome: 'challenge', ref, gateway: toReport(answer) })),
  declined: (_, answer) => {
    const ref = refOf(answer);
    // HTTP 400 refuses a card without an id; a 201 always has one.
    if (ref === undefined && answer.httpStatus === 201) return unknown(answer, 'an answer without id');
    return {
      outcome: 'declined',
      ...(ref !== undefined && { ref }),
      holdsMoney: false,
      gateway: toReport(answer),
    };
  },
  'declined-while-held': (_, answer) => withRef(answer, (ref) => declinedWhileHeld(ref, answer)),
  refused: (_, answer) => ({ outcome: 'refused', problem: refusal(answer), gateway: toReport(answer) }),
  duplicate: (_, answer) =>
    unknown(answer, 'a duplicate: CyberSource has seen this merchant transaction id before'),
  unknown: (_, answer) =>
    unknown(answer, answer.body === undefined ? 'an answer that is not JSON' : 'an answer nobody has listed'),
};

function granted(
  command: PaymentCommand,
  answer: Answer,
  outcome: { outcome: 'approved' } | { outcome: 'pending'; because: 'review' | 'settlement' },
): PaymentResult {
  return withRef(answer, (ref) => {
    const amount = statedAmount(command, answer);
    if (amount === undefined) return unknown(answer, 'an amount that cannot be read');
    if (command.type === 'authorize' && !isSameMoney(amount, command.amount))
      return declinedWhileHeld(ref, answer);
    const savedCard = toSavedCard(answer);
    return { ...outcome, ref, amount, gateway: toReport(answer), ...(savedCard && { savedCard }) };
  });
}

/** Where CyberSource states the amount that it acted on. */
const STATED: Record<PaymentCommand['type'], readonly [section: string[], amount: string]> = {
  authorize: [['orderInformation', 'amountDetails'], 'authorizedAmount'],
  capture: [['orderInformation', 'amountDetails'], 'totalAmount'],
  void: [['reversalAmountDetails'], 'reversedAmount'],
  refund: [['refundAmountDetails'], 'refundAmount'],
};

/** The amount that CyberSource states, the asked one when it states none, undefined when it cannot be read. */
function statedAmount(command: PaymentCommand, answer: Answer): Money | undefined {
  const [section, name] = STATED[command.type];
  const text = textAt(answer, ...section, name);
  if (text === undefined) return command.amount;
  const currency = textAt(answer, ...section, 'currency') ?? command.amount.currency;
  return currency === command.amount.currency ? parseDecimal(text, command.amount.currency) : undefined;
}

function withRef(answer: Answer, then: (ref: GatewayRef) => PaymentResult): PaymentResult {
  const ref = refOf(answer);
  return ref === undefined ? unknown(answer, 'an answer without id') : then(ref);
}

function refOf(answer: Answer): GatewayRef | undefined {
  const id = textAt(answer, 'id');
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? (id as GatewayRef) : undefined;
}

function declinedWhileHeld(ref: GatewayRef, answer: Answer): PaymentResult {
  return { outcome: 'declined', ref, holdsMoney: true, gateway: toReport(answer) };
}

function unknown(answer: Answer, what: string): PaymentResult {
  return {
    outcome: 'unknown',
    problem: `CyberSource gave ${what} (HTTP ${answer.httpStatus})`,
    gateway: toReport(answer),
  };
}

function refusal(answer: Answer): string {
  if (answer.httpStatus === 401 || answer.httpStatus === 403)
    return 'CyberSource refused our credentials: check merchantID, merchantKeyId, the secret key and the clock';
  if (answer.httpStatus === 429) return 'CyberSource takes no more requests at the moment; nothing was done';
  const fields = invalidFields(answer).join(', ');
  const reason = reasonOf(answer) ?? `HTTP ${answer.httpStatus}`;
  return `CyberSource refused the request: ${reason}${fields && ` (${fields})`}`;
}
