import type { PaymentCommand } from '../../domain/payment/command.ts';
import type { OrderLine } from '../../domain/payment/order-line.ts';
import type { GatewayRef, MerchantTransactionId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import { commandDigest } from '../../domain/sha256.ts';
import { present } from '../../domain/present.ts';
import { checkoutDigest } from '../../domain/checkout-digest.ts';
import { type Channel, channels } from '../../domain/settings.ts';

/** The comment that CyberSource shows with a transaction: the merchant transaction id, and what an authorization was for. */
export interface Comment {
  readonly attempt: MerchantTransactionId;
  readonly paymentGroup?: {
    readonly site: SiteId;
    readonly channel: Channel;
    readonly paymentGroupId: PaymentGroupId;
  };
  /** Of an authorization: the first characters of the digest that stands for its checkout. */
  readonly checkout?: string;
  /** An authorization that OCC has not asked for, and will never accept. */
  readonly isCharge?: true;
  /** It holds again what another authorization, its {@link original}, held until it expired. */
  readonly isReauthorization?: true;
  /** Of a follow-on: CyberSource's id of the transaction that it refers to. */
  readonly original?: GatewayRef;
  /** The sequence number of a follow-on or a charge, where it had one. */
  readonly sequence?: number;
  /** Of a capture: it is the last one, and what the authorization still holds afterwards is reversed. */
  readonly isFinal?: true;
  /** {@link commandDigest} of the command's key, and the first characters of its fingerprint. */
  readonly command?: string;
  readonly fingerprint?: string;
  /** Of a capture or refund: the lines of the order that it was for, where they were named and fit into the comment. */
  readonly lines?: readonly OrderLine[];
}

/** CyberSource: `clientReferenceInformation.comments`, characters. */
const CHARACTERS_MAX = 255;

/** Hexadecimal digits of a digest: enough to tell the few commands of one payment apart. */
const DIGITS = 12;

/**
 * CyberSource: `clientReferenceInformation.comments`. Transaction details show it, and do not show `transactionId`: this
 * is how programs and people recognise an attempt there.
 */
export function toComment(
  command: PaymentCommand,
  attempt: MerchantTransactionId,
  sequence?: number,
): string {
  const { type, site, channel, fingerprint } = command;
  if (type !== 'authorize') {
    const numbered = sequence === undefined ? '' : ` turn ${sequence}`;
    const isLast = type === 'capture' && command.isFinal === true ? ' final' : '';
    const digests = `key ${commandDigest(command.key)} body ${fingerprint.slice(0, DIGITS)}`;
    const comment = `${type} ${attempt} of ${command.original}${numbered}${isLast} ${digests}`;
    const withLines = 'lines' in command ? comment + linesText(command.lines) : comment;
    // What does not fit is left out: half of the lines would be a wrong statement.
    return withLines.length <= CHARACTERS_MAX ? withLines : comment;
  }
  const inCheckout = command.checkout === undefined ? '' : ` checkout ${checkoutDigest(command.checkout)}`;
  const verb = command.caller === 'webhook' ? 'authorize' : 'charge';
  const comment = `${verb} ${attempt} ${site}/${channel}/${command.paymentGroupId}${inCheckout}`;
  if (sequence === undefined) return comment;
  const numbered = `${comment} turn ${sequence}`;
  const withBody = `${numbered} body ${fingerprint.slice(0, DIGITS)}`;
  return withBody.length <= CHARACTERS_MAX ? withBody : numbered;
}

/** ` lines ci3000412*2,ci3000413*1` */
function linesText(lines: readonly OrderLine[]): string {
  return ` lines ${lines.map(({ lineId, quantity }) => `${lineId}*${quantity}`).join(',')}`;
}

function linesIn(text: string): readonly OrderLine[] {
  return text.split(',').map((line) => {
    const at = line.indexOf('*');
    return { lineId: line.slice(0, at), quantity: Number(line.slice(at + 1)) };
  });
}

const LINE = '[\\w.:-]{1,64}\\*\\d{1,9}';

/** Authorizations that OCC has not asked for. An increment shows as one in the records. */
const WITHOUT_ORDER: ReadonlySet<string> = new Set(['charge', 'reauthorize', 'increment']);

const COMMENT = new RegExp(
  `^(authorize|charge|capture|void|refund|increment|reauthorize) (\\w{1,30})(?: ([\\w-]{1,64})/(${channels.join('|')})/(\\S{1,128})(?: checkout ([\\w-]{22}))?(?: turn (\\d{1,4})(?: body (\\w{1,${DIGITS}}))?)?|` +
    ` of ([\\w-]{1,64})(?: turn (\\d{1,4}))?( final)? key (\\w{1,${DIGITS}}) body (\\w{1,${DIGITS}})(?: lines (${LINE}(?:,${LINE})*))?)?$`,
);

/** Undefined for a comment that is not ours. */
export function parseComment(text: string | undefined): Comment | undefined {
  if (text === undefined) return undefined;
  const [, verb, attempt, site, channel, paymentGroupId, checkout, chargeTurn, chargeBody, ...ofFollowOn] =
    COMMENT.exec(text) ?? [];
  if (attempt === undefined) return undefined;
  const [original, turn, final, command, body, lines] = ofFollowOn;
  const sequence = chargeTurn ?? turn;
  const named = {
    attempt: attempt as MerchantTransactionId,
    ...present({
      checkout,
      original: original as GatewayRef | undefined,
      isCharge: verb !== undefined && WITHOUT_ORDER.has(verb) ? (true as const) : undefined,
      isReauthorization: verb === 'reauthorize' ? (true as const) : undefined,
      sequence: sequence === undefined ? undefined : Number(sequence),
      isFinal: final === undefined ? undefined : (true as const),
      command,
      fingerprint: chargeBody ?? body,
      lines: lines === undefined ? undefined : linesIn(lines),
    }),
  };
  if (site === undefined) return named;
  const paymentGroup = {
    site: site as SiteId,
    channel: channel as Channel,
    paymentGroupId: paymentGroupId as PaymentGroupId,
  };
  return { ...named, paymentGroup };
}
