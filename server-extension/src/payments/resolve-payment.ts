import type { Authorize, FollowOn } from '../domain/payment/command.ts';
import type { GatewayRef, PaymentGroupId, PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import { gatewayRefOf } from '../domain/payment/reported.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { ANOTHER_BODY } from './rules/follow-on/refusal-messages.ts';
import { isStepOf } from './rules/follow-on/request-steps.ts';
import type { Journal } from './ports/journal.ts';
import type { PaymentAttempt } from './ports/payment-attempt.ts';
import type { PaymentRecord, PaymentRecords, RecordedTransaction } from './ports/payment-records.ts';
import { toAttempts, withRecordedAttempts } from './rules/recorded-attempts.ts';
import { hasSequenceGap } from './rules/follow-on-sequence.ts';
import { attemptsOfPayment } from './attempt/attempts-of-payment.ts';

/** The payment that an authorization opens: one for each payment group. */
export function paymentOpenedBy({
  site,
  orderId,
  paymentGroupId,
}: Pick<Authorize, 'site' | 'orderId' | 'paymentGroupId'>): PaymentKey {
  return `${site}:${orderId}:${paymentGroupId}` as PaymentKey;
}

/** The payment that a follow-on is about, and what the gateway's records know of it beyond the journal. */
export interface ResolvedPayment {
  readonly payment: PaymentKey;
  /** Empty where the journal has every attempt of the payment. */
  readonly recorded: readonly PaymentAttempt[];
  /** The gateway's id of the payment, where its follow-ons are numbered, because instances have journals of their own. */
  readonly sequencedBy?: GatewayRef;
}

export interface ResolvePaymentDeps {
  readonly journal: Journal;
  readonly records: PaymentRecords;
  /** The journal is this process's own: it forgets at a restart, and other instances have others. */
  readonly isJournalOwn: boolean;
  readonly now: () => Date;
  /** Milliseconds for reading the gateway's records. */
  readonly deadlineMs: number;
  /** Milliseconds that the gateway's records may lag behind. */
  readonly searchLagMs: number;
}

/**
 * Finds the payment of a follow-on, which names an id of the gateway's: the journal knows whose it is, and refuses one that
 * belongs to another site or order. A journal that lasts and has the payment's authorization has seen everything since.
 * Otherwise the gateway's records are read: for a payment that another program or an earlier journal made, and always
 * where every instance has a journal of its own.
 *
 * @throws Problem `not-found` when the id belongs to another site or order, or the gateway does not know it; `in-progress`
 *   while it may be of an attempt whose end is not in the journal yet; `wait-for-result` when the gateway's records cannot
 *   be read or do not show it yet; `conflict` when the command was carried out before with another body.
 */
export type ResolvePayment = (command: FollowOn, settings: GatewaySettings) => Promise<ResolvedPayment>;

export function createResolvePayment(deps: ResolvePaymentDeps): ResolvePayment {
  const { journal, records, isJournalOwn, now, deadlineMs, searchLagMs } = deps;

  return async (command, settings) => {
    const original = await journal.byGatewayRef(command.original);
    if (original === undefined) await requireNothingOpen(command);
    else if (original.site !== command.site || original.orderId !== command.orderId) throw notFound(command);
    const own = original === undefined ? [] : await attemptsOfPayment(journal, original);
    own.forEach(({ paymentGroupId }) => {
      requireGroup(command, paymentGroupId);
    });
    const authorized = own.findLast(({ operation }) => operation === 'authorize');
    // No gateway has records of what is processed offline.
    if (original !== undefined && authorized !== undefined && (!isJournalOwn || authorized.offline === true))
      return { payment: original.payment, recorded: [] };

    const { original: ref, orderId } = command;
    const record = await records.read(ref, orderId, settings, deadlineMs);
    if (record.kind === 'found') return fromRecord(record, command, settings, original);
    if (record.kind === 'ambiguous') throw mustWait(`${record.problem} Nothing was sent.`);
    // While the records do not show the payment at all, no other instance can send anything for it.
    const paymentId = authorized && gatewayRefOf(authorized.result);
    if (original !== undefined && paymentId !== undefined && isRecent(authorized?.claimedAt))
      return { payment: original.payment, recorded: [], sequencedBy: paymentId };
    if (original !== undefined || isRecent(record.issuedAt))
      throw mustWait(`CyberSource's records do not show ${ref} yet. Nothing was sent.`);
    throw notFound(command);
  };

  async function fromRecord(
    record: Extract<PaymentRecord, { readonly kind: 'found' }>,
    command: FollowOn,
    settings: GatewaySettings,
    original: PaymentAttempt | undefined,
  ): Promise<ResolvedPayment> {
    const { authorization } = record;
    if ((authorization.paymentGroup?.site ?? command.site) !== command.site) throw notFound(command);
    requireGroup(command, authorization.paymentGroup?.paymentGroupId);
    const payment = original?.payment ?? (await paymentOf(authorization, command));
    const recorded = toAttempts(record, { command, payment, settings });
    if (
      recorded.some(
        (attempt) => isStepOf(attempt.key, command.key) && attempt.fingerprint !== command.fingerprint,
      )
    )
      throw new Problem('conflict', ANOTHER_BODY);
    if (!isJournalOwn) return { payment, recorded };
    const known = withRecordedAttempts(
      recorded,
      await attemptsOfPayment(journal, { orderId: command.orderId, payment }),
    );
    if (hasSequenceGap(known, isRecent))
      throw mustWait("CyberSource's records do not show everything yet. Nothing was sent.");
    return { payment, recorded, sequencedBy: authorization.ref };
  }

  /** The journal may have the authorization under its id, or under the name that it was sent with. */
  async function paymentOf(
    { ref, merchantTransactionId }: RecordedTransaction,
    { orderId }: FollowOn,
  ): Promise<PaymentKey> {
    const known =
      (await journal.byGatewayRef(ref)) ??
      (await journal.ofOrder(orderId)).find(
        (attempt) =>
          attempt.operation === 'authorize' && attempt.merchantTransactionId === merchantTransactionId,
      );
    return known?.payment ?? (`ref:${ref}` as PaymentKey);
  }

  async function requireNothingOpen({ orderId }: FollowOn): Promise<void> {
    const ofOrder = await journal.ofOrder(orderId);
    if (!ofOrder.some(mayHaveItsId)) return;
    throw new Problem(
      'in-progress',
      `The journal does not say yet what became of an earlier step of order ${orderId}. Ask again later.`,
    );
  }

  function isRecent(at: Date | undefined): boolean {
    return at !== undefined && Math.abs(now().getTime() - at.getTime()) <= searchLagMs;
  }
}

function mustWait(problem: string): Problem {
  return new Problem(
    'wait-for-result',
    `What has happened to this payment so far cannot be told: ${problem} Ask again later.`,
  );
}

/**
 * An order management that names a payment twice has to mean the same one.
 *
 * @throws Problem `not-found`.
 */
function requireGroup(command: FollowOn, known: PaymentGroupId | undefined): void {
  const asked = 'paymentGroupId' in command ? command.paymentGroupId : undefined;
  if (command.caller !== 'oms' || asked === undefined || known === undefined || asked === known) return;
  throw new Problem(
    'not-found',
    `Payment ${command.original} of order ${command.orderId} is of payment group ${known}, not ${asked}: name one of both, or both of the same payment. Nothing was sent.`,
  );
}

function notFound({ original, orderId }: FollowOn): Problem {
  return new Problem('not-found', `There is no payment ${original} for order ${orderId} on this site.`);
}

/** Whether the gateway's id may be of this attempt, whose result the journal does not have yet. */
function mayHaveItsId({ operation, result }: PaymentAttempt): boolean {
  if (result?.outcome !== 'unknown') return result === undefined;
  // An authorization with an unknown outcome was answered as declined: no caller knows an id of it.
  return operation !== 'authorize' || result.callerUnknown === true;
}
