import type { PaymentCommand } from '../../domain/command.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { isSameMoney, type Money } from '../../domain/money.ts';
import type { PaymentResult } from '../../domain/result.ts';
import type { VerificationFailure } from '../../domain/settings.ts';
import type { Reply } from '../transport.ts';
import { type Answer, invalidFields, reasonOf, refOf, toAnswer, toReport, toSavedCard } from './answer.ts';
import { toMeaning } from './meaning.ts';
import { statedAmount } from './stated-amount.ts';
import type { Intent, Meaning } from './tables.ts';
import { toWarnings } from './warnings.ts';

/** What became of the command. Total: whatever came back, or did not, has an outcome. */
export function toPaymentResult(
  command: PaymentCommand,
  reply: Reply,
  onVerificationFailure: VerificationFailure = 'decline',
): PaymentResult {
  if (reply.kind === 'silent') return toSilentResult(reply);
  const answer = toAnswer(reply);
  const intent = toIntent(command);
  return RESULT[toMeaning({ intent, onVerificationFailure }, answer)](command, answer);
}

/** What is known when nothing came back: whether the request can have reached CyberSource. */
export function toSilentResult({ reached, cause }: Extract<Reply, { kind: 'silent' }>): PaymentResult {
  return reached === 'no'
    ? { outcome: 'not-sent', problem: `CyberSource was not reached (${cause})` }
    : { outcome: 'unknown', problem: `CyberSource did not answer (${cause})` };
}

/** What the command asks of CyberSource, in the words of the tables. */
export function toIntent(command: PaymentCommand): Intent {
  switch (command.type) {
    case 'authorize':
      // An amount of zero only verifies the account: nothing is sold.
      return command.captureNow && command.amount.minor > 0 ? 'sale' : 'authorization';
    case 'void':
      return command.of === 'authorization' ? 'reversal' : 'void';
    case 'capture':
    case 'refund':
      return command.type;
  }
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
  'declined-while-held': (command, answer) =>
    withRef(answer, (ref) => declinedWhileHeld(ref, command, answer)),
  'partly-held': (command, answer) =>
    withRef(answer, (ref) => declinedWhileHeld(ref, command, answer, statedAmount(command, answer))),
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
      return declinedWhileHeld(ref, command, answer, amount);
    const savedCard = toSavedCard(answer);
    const warnings = toWarnings(command, answer);
    return {
      ...outcome,
      ref,
      amount,
      gateway: toReport(answer),
      ...(savedCard && { savedCard }),
      ...(warnings.length > 0 && { warnings }),
    };
  });
}

function withRef(answer: Answer, then: (ref: GatewayRef) => PaymentResult): PaymentResult {
  const ref = refOf(answer);
  return ref === undefined ? unknown(answer, 'an answer without id') : then(ref);
}

/** @param held where it is not the amount that was asked for. */
function declinedWhileHeld(
  ref: GatewayRef,
  command: PaymentCommand,
  answer: Answer,
  held?: Money,
): PaymentResult {
  // The verification of an account holds nothing, whatever became of it.
  const holdsMoney = command.amount.minor > 0;
  const isOther = held !== undefined && !isSameMoney(held, command.amount);
  return {
    outcome: 'declined',
    ref,
    holdsMoney,
    ...(holdsMoney && isOther && { held }),
    gateway: toReport(answer),
  };
}

/** @param what completes "CyberSource gave …". */
export function unknown(answer: Answer, what: string): PaymentResult {
  return {
    outcome: 'unknown',
    problem: `CyberSource gave ${what} (HTTP ${answer.httpStatus})`,
    gateway: toReport(answer),
  };
}

/** What was wrong with the request, for the person who can put it right. */
export function refusal(answer: Answer): string {
  if (answer.httpStatus === 401 || answer.httpStatus === 403)
    return 'CyberSource refused our credentials: check merchantID, merchantKeyId, the secret key or key file, and the clock';
  if (answer.httpStatus === 429) return 'CyberSource takes no more requests at the moment; nothing was done';
  const fields = invalidFields(answer).join(', ');
  const reason = reasonOf(answer) ?? `HTTP ${answer.httpStatus}`;
  return `CyberSource refused the request: ${reason}${fields && ` (${fields})`}`;
}
