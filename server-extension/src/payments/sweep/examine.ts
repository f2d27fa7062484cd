import { refOf } from '../../domain/reported.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { Entry, Journal } from '../ports.ts';
import { happened, isLive, mayHaveHappened } from '../takings.ts';
import type { GatewayBooks, Granted, Standing } from './books.ts';
import type { Finding, OrderSays, Orphan, ReadOrder, Suspect } from './suspect.ts';

export interface ExamineDeps {
  readonly books: Pick<GatewayBooks, 'standing'>;
  readonly journal: Pick<Journal, 'ofOrder'>;
  readonly readOrder: ReadOrder;
}

/**
 * Finds out whether an order stands on an authorization. Rejects when journal or books cannot be read.
 *
 * @param known all that the sweep has seen: of two authorizations of one payment group that OCC cannot tell apart, the
 *   younger goes.
 */
export type Examine = (suspect: Suspect, known: readonly Suspect[]) => Promise<Finding>;

export function createExamine({ books, journal, readOrder }: ExamineDeps): Examine {
  return async (suspect, known) => {
    const { granted, sites } = suspect;
    const { ref, orderId } = granted;
    const entries = await journal.ofOrder(orderId);
    const written = inJournal(granted, entries);
    if (written !== undefined) return written;
    const { by } = await askFor(suspect);
    if (by.includes(ref)) return ACCOUNTED_FOR;

    const standing = await books.standing(granted, sites[0]);
    if (standing.isUsed || standing.isLetGo) return ACCOUNTED_FOR;
    const says = await askFor(suspect, standing);
    if (says.accepted === 'unclear') return UNDECIDED;
    const isSecond =
      says.accepted === 'yes' &&
      (await isSecondOfGroup(granted, standing, entries, known.filter(isNot(suspect))));
    if (says.accepted === 'yes' && !isSecond) return ACCOUNTED_FOR;
    return { is: 'orphan', ...orphanOf(suspect, standing), isDouble: isSecond || says.by.length > 0 };
  };

  /** At the site it was for; at all that it can have been for, where nobody knows which. */
  async function askFor({ granted, sites }: Suspect, standing?: Standing): Promise<OrderSays> {
    const { ref, orderId } = granted;
    const group = standing?.paymentGroup;
    if (group !== undefined) return readOrder({ ...group, orderId, ref });
    const ids = new Set<SiteId>(sites.map(({ site }) => site));
    const said = await Promise.all([...ids].map((site) => readOrder({ orderId, site, ref })));
    const first = (accepted: OrderSays['accepted']): OrderSays | undefined =>
      said.find((each) => each.accepted === accepted);
    return first('yes') ?? first('unclear') ?? first('no') ?? { accepted: 'unclear', by: [] };
  }

  /** OCC has accepted the payment group and names nobody: then it stands on the eldest. */
  async function isSecondOfGroup(
    granted: Granted,
    { paymentGroup }: Standing,
    entries: readonly Entry[],
    others: readonly Suspect[],
  ): Promise<boolean> {
    if (paymentGroup === undefined) return false;
    const { paymentGroupId } = paymentGroup;
    const inOwnJournal = entries.filter((entry) => entry.paymentGroupId === paymentGroupId);
    if (inOwnJournal.some((entry) => isElder(entry, granted) && isLive(entry, inOwnJournal))) return true;
    const elders = others.filter(
      (other) => other.granted.orderId === granted.orderId && isBefore(other.granted, granted),
    );
    const standings = await Promise.all(elders.map((elder) => books.standing(elder.granted, elder.sites[0])));
    return standings.some((elder) => elder.paymentGroup?.paymentGroupId === paymentGroupId && !elder.isLetGo);
  }
}

const ACCOUNTED_FOR: Finding = { is: 'accounted-for' };
const UNDECIDED: Finding = { is: 'undecided' };

/** What this instance's own journal knows of it; undefined when that is nothing. */
function inJournal({ ref }: Granted, entries: readonly Entry[]): Finding | undefined {
  if (entries.some(({ result }) => refOf(result) === ref)) return ACCOUNTED_FOR;
  const followers = entries.filter(({ original }) => original === ref);
  if (followers.some((entry) => entry.caller !== 'reconciler' && mayHaveHappened(entry)))
    return ACCOUNTED_FOR;
  const isOpen = (entry: Entry): boolean => mayHaveHappened(entry) && !happened(entry);
  if (followers.some(isOpen)) return UNDECIDED;
  // A person has been told of what could not be undone.
  if (followers.some(({ result }) => result?.outcome !== 'not-sent')) return ACCOUNTED_FOR;
  // Its answer was lost, perhaps: whoever looks after that knows better.
  return entries.some((entry) => entry.operation === 'authorize' && isOpen(entry)) ? UNDECIDED : undefined;
}

function orphanOf({ sites }: Suspect, { held, paymentGroup }: Standing): Omit<Orphan, 'isDouble'> {
  const own = sites.find(
    ({ site, channel }) => site === paymentGroup?.site && channel === paymentGroup.channel,
  );
  return {
    settings: own ?? sites[0],
    held,
    ...(paymentGroup && { paymentGroupId: paymentGroup.paymentGroupId }),
  };
}

function isElder({ operation, openedAt }: Entry, { grantedAt }: Granted): boolean {
  return operation === 'authorize' && openedAt < grantedAt;
}

/** The gateway's clock shows seconds; within one, its ids count up. */
function isBefore(one: Granted, other: Granted): boolean {
  const apart = one.grantedAt.getTime() - other.grantedAt.getTime();
  return apart === 0 ? one.ref < other.ref : apart < 0;
}

function isNot(suspect: Suspect): (other: Suspect) => boolean {
  return (other) => other.granted.ref !== suspect.granted.ref;
}
