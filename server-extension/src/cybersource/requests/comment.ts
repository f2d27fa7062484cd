import type { PaymentCommand } from '../../domain/command.ts';
import type { MerchantTransactionId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import { type Channel, channels } from '../../domain/settings.ts';

/** What CyberSource's books say beside an order: our own name of the attempt, and what an authorization was for. */
export interface Comment {
  readonly attempt: MerchantTransactionId;
  readonly paymentGroup?: {
    readonly site: SiteId;
    readonly channel: Channel;
    readonly paymentGroupId: PaymentGroupId;
  };
}

/**
 * CyberSource: `clientReferenceInformation.comments`. Transaction details show it, and do not show `transactionId`: this
 * is how programs and people recognise an attempt there.
 */
export function toComment(command: PaymentCommand, attempt: MerchantTransactionId): string {
  const { type, site, channel } = command;
  if (type !== 'authorize') return `${type} ${attempt}`;
  return `${type} ${attempt} ${site}/${channel}/${command.paymentGroupId}`;
}

const COMMENT = new RegExp(
  `^(?:authorize|capture|void|refund) (\\w{1,30})(?: ([\\w-]{1,64})/(${channels.join('|')})/(\\S{1,128}))?$`,
);

/** Undefined for a comment that is not ours. */
export function parseComment(text: string | undefined): Comment | undefined {
  const [, attempt, site, channel, paymentGroupId] = COMMENT.exec(text ?? '') ?? [];
  if (attempt === undefined) return undefined;
  const named = { attempt: attempt as MerchantTransactionId };
  if (site === undefined) return named;
  const paymentGroup = {
    site: site as SiteId,
    channel: channel as Channel,
    paymentGroupId: paymentGroupId as PaymentGroupId,
  };
  return { ...named, paymentGroup };
}
