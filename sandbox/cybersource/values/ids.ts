/** Ids with the shapes that CyberSource's answers carry. */
import { randomUUID } from 'node:crypto';
import { createDraw } from './random.ts';

/** The makers of every id in an answer. */
export interface Ids {
  /** 22 digits, as in `6750124114786780104953`; never the same twice. They begin with the time, or with the seed. */
  readonly transaction: () => string;
  /** 16 letters and digits, as in `78243988SD9YL291`. */
  readonly reconciliation: () => string;
  readonly correlation: () => string;
  readonly search: () => string;
  /** Six digits: what the issuer answers with. */
  readonly approvalCode: () => string;
  /** 15 digits that name an authorization in the card network, as in `016150703802094`; no card number. */
  readonly networkTransaction: () => string;
  /** 32 upper-case hexadecimal digits: customers, payment instruments, addresses. */
  readonly token: () => string;
  /** 19 digits that keep a card's last four, as in `7010000000016241111`, and never pass for a card number. */
  readonly instrumentIdentifier: (cardNumber: string) => string;
  /** A network's number in place of a card's: passes for a card number, and begins as the network's tokens do. */
  readonly networkToken: (prefix: string, length: number) => string;
  /** For subscriptions, keys and notifications. */
  readonly uuid: () => string;
  /** 32 bytes that sign notifications, in base64. */
  readonly signingKey: () => string;
  /** With a seed: begins its history again. Without one, ids go on: a client may remember the old ones. */
  readonly restart: () => void;
}

/** Makes ids that are unique within this process; with a seed, the same ones in the same order every time. */
export function createIds(now: () => Date, seed?: string): Ids {
  let drawn = createSeries(now, seed);
  return {
    transaction: () => drawn.transaction(),
    reconciliation: () => drawn.reconciliation(),
    correlation: () => drawn.correlation(),
    search: () => drawn.search(),
    approvalCode: () => drawn.approvalCode(),
    networkTransaction: () => drawn.networkTransaction(),
    token: () => drawn.token(),
    instrumentIdentifier: (cardNumber) => drawn.instrumentIdentifier(cardNumber),
    networkToken: (prefix, length) => drawn.networkToken(prefix, length),
    uuid: () => drawn.uuid(),
    signingKey: () => drawn.signingKey(),
    restart: () => {
      if (seed !== undefined) drawn = createSeries(now, seed);
    },
  };
}

const PER_PREFIX = 1_000_000;

function createSeries(now: () => Date, fixed: string | undefined): Omit<Ids, 'restart'> {
  const seed = fixed ?? randomUUID();
  const series = (name: string): ReturnType<typeof createDraw> => createDraw(seed, name);
  const [reconciliations, approvals, networks, tokens, identifiers] = [
    series('reconciliation'),
    series('approval'),
    series('network'),
    series('token'),
    series('instrument identifier'),
  ];
  const uuids = (name: string): (() => string) => {
    const draw = series(name);
    return () => toUuid(draw.bytes(16));
  };
  const [networkTokens, signingKeys] = [series('network token'), series('signing key')];
  const start = series('transaction');
  const seededPrefix = Number(`6${start.digits(11)}`);
  let sequence = Number(start.digits(5));

  return {
    transaction: () => {
      sequence += 1;
      const prefix =
        fixed === undefined
          ? String(now().getTime()).slice(1, 13)
          : String(seededPrefix + Math.floor(sequence / PER_PREFIX));
      return `${prefix}${String(sequence % PER_PREFIX).padStart(6, '0')}4951`;
    },
    reconciliation: () =>
      `${reconciliations.digits(8)}${reconciliations.letters(6)}${reconciliations.digits(2)}`,
    correlation: uuids('correlation'),
    search: uuids('search'),
    approvalCode: () => approvals.digits(6),
    networkTransaction: () => {
      const candidate = `01${networks.digits(12)}`;
      return passesLuhn(`${candidate}4`) ? `${candidate}5` : `${candidate}4`;
    },
    token: () => tokens.bytes(16).toString('hex').toUpperCase(),
    instrumentIdentifier: (cardNumber) => {
      const candidate = `70100${identifiers.digits(10)}${cardNumber.slice(-4)}`;
      return passesLuhn(candidate) ? `70300${candidate.slice(5)}` : candidate;
    },
    networkToken: (prefix, length) => {
      const body = `${prefix}${networkTokens.digits(length - prefix.length - 1)}`;
      return `${body}${Array.from('0123456789').find((digit) => passesLuhn(body + digit)) ?? ''}`;
    },
    uuid: uuids('uuid'),
    signingKey: () => signingKeys.bytes(32).toString('base64'),
  };
}

/** Whether a run of digits has a card number's check digit. */
export function passesLuhn(number: string): boolean {
  const sum = Array.from(number)
    .reverse()
    .reduce((total, character, index) => {
      const digit = Number(character) * (index % 2 === 1 ? 2 : 1);
      return total + (digit > 9 ? digit - 9 : digit);
    }, 0);
  return sum % 10 === 0;
}

/** The form of version 4, whatever the bytes. */
function toUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
