import type { Log } from '../telemetry/log/log.ts';
import { startsScheduleIn } from '../occ/orders/order-statements.ts';
import { type CardholderProof, missingProof } from '../occ/webhook/required-proof.ts';
import { identity } from '../occ/webhook/webhook-identity.ts';
import type { BlockedAuthorization, AuthorizationToCheck } from './authorization-to-check.ts';

/** Milliseconds that OCC may take to say whether the order starts a schedule; as long as for its origin. */
const SCHEDULE_MS = 2_000;

/** Looks for the proof that the site asks for from who pays with a saved card; undefined where it is there or not asked for. */
export async function findMissingProof(
  { webhook, command, settings, order }: AuthorizationToCheck,
  log: Log,
): Promise<BlockedAuthorization | undefined> {
  // An order that cannot be read counts as one that is paid once: most orders are, and a slow OCC must not stop them.
  const startsSchedule = async (): Promise<boolean> =>
    (await order.find(startsScheduleIn, SCHEDULE_MS)).found === true;
  const missing = await missingProof(webhook, command, settings, startsSchedule);
  if (missing === undefined) return undefined;
  log('payment.proof-missing', { ...identity(webhook), reason: missing });
  return { blockedBy: missing, problem: MISSING[missing] };
}

const MISSING = {
  'security-code':
    'The site asks for the security code of saved cards (isCVVRequiredForSavedCards), and the payment has no customProperties.transientTokenJwt: the payment widget makes one of what is typed; nothing was sent.',
  'security-code-of-schedule':
    'The site asks for the security code when an order is scheduled with a saved card (isCVVRequiredForScheduledOrders), and the payment has no customProperties.transientTokenJwt: the payment widget makes one of what is typed; nothing was sent.',
  'payer-authentication':
    'The site asks for 3-D Secure (payerAuthEnabled), and the payment has no customProperties: the payment widget sends referenceId and what the browser says about itself; nothing was sent.',
} as const satisfies Readonly<Record<CardholderProof, string>>;
