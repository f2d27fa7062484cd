/** `consumerAuthenticationInformation` of an answer, field by field (CyberSource: enrolment and validation, outputs). */
import { createHash } from 'node:crypto';
import type { AuthenticationOutcome } from '../../triggers.ts';

/** The fields of an answer. All are text. */
export type AuthenticationOutputs = Readonly<Record<string, string>>;

interface Words {
  readonly veresEnrolled: string;
  readonly paresStatus?: string;
  readonly authenticationResult?: string;
  readonly authenticationStatusMsg?: string;
  readonly directoryServerErrorCode?: string;
  readonly directoryServerErrorDescription?: string;
}

const WORDS: Readonly<Record<AuthenticationOutcome, Words>> = {
  authenticated: {
    veresEnrolled: 'Y',
    paresStatus: 'Y',
    authenticationResult: '0',
    authenticationStatusMsg: 'Success',
  },
  attempted: {
    veresEnrolled: 'Y',
    paresStatus: 'A',
    authenticationResult: '1',
    authenticationStatusMsg: 'Proof of authentication attempt was generated',
  },
  failed: {
    veresEnrolled: 'Y',
    paresStatus: 'N',
    authenticationResult: '9',
    authenticationStatusMsg: 'User failed authentication',
  },
  unavailable: {
    veresEnrolled: 'Y',
    paresStatus: 'U',
    authenticationResult: '6',
    authenticationStatusMsg: 'Issuer unable to perform authentication',
  },
  rejected: {
    veresEnrolled: 'Y',
    paresStatus: 'R',
    authenticationResult: '9',
    authenticationStatusMsg: 'Issuer rejected authentication',
  },
  'not-available': {
    veresEnrolled: 'U',
    directoryServerErrorCode: '101',
    directoryServerErrorDescription: 'Invalid Formatted Message',
  },
  error: {
    veresEnrolled: 'U',
    directoryServerErrorCode: '101',
    directoryServerErrorDescription: 'Error Processing Message Request (1001)',
  },
  timeout: {
    veresEnrolled: 'U',
    directoryServerErrorCode: '402',
    directoryServerErrorDescription: 'Directory Server Time Out',
  },
  challenge: { veresEnrolled: 'Y', paresStatus: 'C' },
};

const MASTERCARD = '002';

/** The words of the card networks in `indicator`: authenticated, attempted, failed. */
const INDICATORS: Readonly<Partial<Record<string, readonly [yes: string, attempt: string, no: string]>>> = {
  '001': ['vbv', 'vbv_attempted', 'vbv_failure'],
  [MASTERCARD]: ['spa', 'spa', 'spa_failure'],
  '003': ['aesk', 'aesk_attempted', 'internet'],
  '004': ['dipb', 'dipb_attempted', 'internet'],
  '005': ['pb', 'pb_attempted', 'internet'],
  '007': ['js', 'js_attempted', 'js_failure'],
};

/** Everything but what only a challenge needs. */
export function toOutputs(
  id: string,
  cardType: string,
  finding: AuthenticationOutcome,
): AuthenticationOutputs {
  return {
    authenticationTransactionId: id,
    ...toFields(WORDS[finding]),
    specificationVersion: '2.2.0',
    threeDSServerTransactionId: uuidOf(id, 'server'),
    directoryServerTransactionId: uuidOf(id, 'directory'),
    ...(WORDS[finding].paresStatus !== undefined && { acsTransactionId: uuidOf(id, 'issuer') }),
    ...(finding === 'challenge' ? {} : toLiability(id, cardType, finding)),
  };
}

/** Who is liable: the electronic commerce indicator, and the issuer's cryptogram as its proof. */
function toLiability(id: string, cardType: string, finding: AuthenticationOutcome): AuthenticationOutputs {
  const isMastercard = cardType === MASTERCARD;
  const [yes, attempt, no] = INDICATORS[cardType] ?? ['internet', 'internet', 'internet'];
  const proof = createHash('sha1').update(`proof ${id}`).digest('base64');
  const proven = isMastercard
    ? { ucafAuthenticationData: proof }
    : { cavv: proof, cavvAlgorithm: '2', xid: createHash('sha1').update(`xid ${id}`).digest('base64') };
  if (finding === 'authenticated')
    return {
      ...eci(isMastercard ? '02' : '05', yes),
      ...proven,
      ...(isMastercard && { ucafCollectionIndicator: '2' }),
    };
  if (finding === 'attempted')
    return {
      ...eci(isMastercard ? '01' : '06', attempt),
      ...proven,
      ...(isMastercard && { ucafCollectionIndicator: '1' }),
    };
  const isNo = finding === 'failed' || finding === 'rejected';
  return {
    ...eci(isMastercard ? '00' : '07', isNo ? no : 'internet'),
    ...(isMastercard && { ucafCollectionIndicator: '0' }),
  };
}

function eci(eciRaw: string, indicator: string): AuthenticationOutputs {
  return { eciRaw, eci: eciRaw, ecommerceIndicator: indicator, indicator };
}

function toFields(words: Words): AuthenticationOutputs {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined));
}

/** The form of version 4. */
function uuidOf(id: string, what: string): string {
  const hex = createHash('sha256').update(`${what} ${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
