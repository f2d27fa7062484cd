import type { GatewayRef } from '../../domain/ids.ts';
import { isGranted } from '../../domain/reported.ts';
import type { PaymentResult } from '../../domain/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Gateway, LostAttempt, Sighting } from '../../payments/ports.ts';
import type { ClientFor } from '../client.ts';
import type { Log } from '../log.ts';
import { toResult } from '../outcome/result.ts';
import { toIntent } from '../outcome/wanted.ts';
import { toReferenceCode } from '../requests/reference.ts';
import { type Books, openBooks, Unreadable } from './books.ts';
import { canBe, theOneOf, wantedBy } from './match.ts';
import { APPLICATION, applicationOf, toOriginalAnswer } from './original-answer.ts';
import { sequelOf } from './sequel.ts';
import type { Details } from './transaction.ts';

export interface LookUpDeps {
  readonly clientFor: ClientFor;
  readonly now: () => Date;
  readonly log?: Log;
}

/** How far CyberSource's clock and ours may be apart. */
const SKEW_MS = 30 * 60_000;
/** CyberSource: for so long a merchant transaction id is refused at least. */
const REMEMBERED_MS = 60 * 24 * 60 * 60 * 1000;
/** More transactions of one order that look alike nobody can tell apart. */
const MAX_CANDIDATES = 10;

/** Looks a lost attempt up in CyberSource's books: its order's transactions, then the details of those that could be it. */
export function createLookUp({ clientFor, now, log }: LookUpDeps): Gateway['lookUp'] {
  return async (lost, known, settings, deadlineMs) => {
    const sighting = await look(lost, known, settings, deadlineMs).catch(asUnclear);
    log?.('gateway.look-up', {
      operation: lost.operation,
      orderId: lost.orderId,
      merchantTransactionId: lost.merchantTransactionId,
      seen: sighting.seen,
      ...(sighting.seen === 'yes' && { outcome: sighting.result.outcome }),
      ...(sighting.seen === 'unclear' && { problem: sighting.problem }),
    });
    return sighting;
  };

  async function look(
    lost: LostAttempt,
    known: ReadonlySet<GatewayRef>,
    { account, onVerificationFailure }: GatewaySettings,
    deadlineMs: number,
  ): Promise<Sighting> {
    const books = openBooks(clientFor, account, deadlineMs);
    const candidates = (await books.search(toQuery(lost, now()))).filter((each) => canBe(lost, each, known));
    if (candidates.length > MAX_CANDIDATES) return SEVERAL;
    const details = await Promise.all(candidates.map(({ id }) => requireDetails(books, id)));
    const found = theOneOf(details, lost);
    if (found === 'none') return { seen: 'no' };
    if (found === 'several') return SEVERAL;

    const wanted = wantedBy(lost, found);
    const answer = wanted && toOriginalAnswer(toIntent(wanted), found);
    if (wanted === undefined || answer === undefined) return unclear('Its books do not say how it ended.');
    const result = toResult(wanted, answer, onVerificationFailure);
    if (result.outcome === 'unknown') return unclear(result.problem);
    return { seen: 'yes', result: await asItStands(result, found, books) };
  }
}

/** Nobody is told of an authorization that has been let go of since. */
async function asItStands(result: PaymentResult, found: Details, books: Books): Promise<PaymentResult> {
  if (!isGranted(result) || applicationOf(found, APPLICATION.authorization) === undefined) return result;
  const { ref, amount, gateway } = result;
  const { isLetGo } = await sequelOf(found, amount, books);
  return isLetGo ? { outcome: 'declined', ref, holdsMoney: false, gateway } : result;
}

/** CyberSource: transaction search, `submitTimeUtc` in milliseconds since 1970. */
function toQuery({ orderId, openedAt, result }: LostAttempt, now: Date): string {
  const isDuplicate = result?.outcome === 'unknown' && result.duplicate === true;
  const from = openedAt.getTime() - (isDuplicate ? REMEMBERED_MS : SKEW_MS);
  const code = quoted(toReferenceCode(orderId) ?? '');
  return `clientReferenceInformation.code:${code} AND submitTimeUtc:[${from} TO ${now.getTime() + SKEW_MS}]`;
}

/** An order id cannot leave its quotes. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '')}"`;
}

async function requireDetails(books: Books, id: GatewayRef): Promise<Details> {
  const details = await books.details(id);
  if (details === undefined) throw new Unreadable(`CyberSource has no details of ${id} yet`);
  return details;
}

function asUnclear(error: unknown): Sighting {
  if (!(error instanceof Unreadable)) throw error;
  const { accessRefused } = error;
  return { ...unclear(error.message), ...(accessRefused !== undefined && { accessRefused }) };
}

function unclear(problem: string): Sighting {
  return { seen: 'unclear', problem };
}

const SEVERAL = unclear('More than one transaction of the order could be it.');
