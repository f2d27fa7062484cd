/** Which cards are being authenticated, and what came of it. In memory, until the sandbox is reset. */
import type { Ids } from '../values/ids.ts';
import { invalid, missing, type RequestRefusal } from '../model/refusal.ts';
import type { LedgerMoney } from '../values/money.ts';
import type { Card } from '../model/card.ts';
import { createAccessTokens, type AccessTokens } from './access-token.ts';
import {
  findingAfter,
  findingOf,
  statusOf,
  type AuthenticationStatus,
  type ChallengeResult,
} from './findings.ts';
import { toOutputs, type AuthenticationOutputs } from './outputs.ts';

/** What a merchant asks with (CyberSource: payer authentication, enrolment inputs). */
export interface EnrolmentInputs {
  readonly referenceId?: string | undefined;
  readonly returnUrl?: string | undefined;
  readonly challengeCode?: string | undefined;
  readonly acsWindowSize?: string | undefined;
}

/** Whose card, and for what. */
export interface AuthenticationRequest {
  readonly merchantId: string;
  readonly card: Card;
  readonly money: LedgerMoney;
}

/** What came of asking the issuer. */
export interface AuthenticationResult {
  readonly status: AuthenticationStatus;
  readonly outputs: AuthenticationOutputs;
  /** The shopper has answered a challenge, to the issuer's content. */
  readonly wasChallenged: boolean;
}

/** A challenge as the issuer's page sees it. */
export interface OpenChallenge {
  readonly id: string;
  readonly merchantId: string;
  readonly money: LedgerMoney;
  readonly lastDigits: string;
  readonly returnUrl: string;
}

export interface Authentications {
  readonly tokens: AccessTokens;
  /** Begins with device data collection. */
  readonly setUp: (merchantId: string) => AuthenticationOutputs;
  readonly enrol: (
    subject: AuthenticationRequest,
    inputs: EnrolmentInputs,
    how?: { readonly mandated: boolean },
  ) => AuthenticationResult | RequestRefusal;
  /** A paused payment's id, which the validation of its challenge has to name. */
  readonly pause: (id: string, pausedRequestId: string) => void;
  /** Once for each challenge, for the card it was for. */
  readonly validate: (
    subject: Omit<AuthenticationRequest, 'money'> & { readonly money?: LedgerMoney },
    id: string,
    how?: {
      readonly pausedRequestId?: string | undefined;
      /** An id that this register has not given counts as a challenge that the shopper has answered. */
      readonly anyId?: boolean;
    },
  ) => AuthenticationResult | RequestRefusal;
  /** The amount that the issuer was asked about under this id. */
  readonly moneyOf: (merchantId: string, id: string) => LedgerMoney | undefined;
  /** True when this register issued the proof for another card or merchant. Of a foreign proof that is unknown. */
  readonly isForAnother: (
    subject: Pick<AuthenticationRequest, 'merchantId' | 'card'>,
    proof: string,
  ) => boolean;
  readonly challenge: (id: string) => OpenChallenge | undefined;
  /** The first answer counts. */
  readonly answer: (id: string, answer: NonNullable<ChallengeResult>) => void;
  readonly clear: () => void;
}

/** One card asked about. */
interface Enrolled extends AuthenticationRequest {
  readonly id: string;
  readonly returnUrl: string;
  readonly outputs: AuthenticationOutputs;
  pausedRequestId?: string;
  answer?: NonNullable<ChallengeResult>;
  isValidated: boolean;
}

const ID_FIELD = 'consumerAuthenticationInformation.authenticationTransactionId';
const DEFAULT_WINDOW = '02';

/** @param publicUrl where browsers reach the issuer's pages. */
export function createAuthentications(publicUrl: string, now: () => Date, ids: Ids): Authentications {
  const { origin } = new URL(publicUrl);
  const tokens = createAccessTokens(now);
  const references = new Map<string, string>();
  const records = new Map<string, Enrolled>();

  return {
    tokens,

    setUp: (merchantId) => {
      const referenceId = ids.correlation();
      references.set(referenceId, merchantId);
      return {
        accessToken: tokens.issue({ ReferenceId: referenceId }),
        referenceId,
        deviceDataCollectionUrl: `${origin}/V1/Cruise/Collect`,
      };
    },

    enrol: (subject, inputs, how = { mandated: false }) => {
      const { referenceId = '', returnUrl = '', acsWindowSize = DEFAULT_WINDOW } = inputs;
      // One from elsewhere only means that no device data was collected here.
      if ((references.get(referenceId) ?? subject.merchantId) !== subject.merchantId)
        return invalid('consumerAuthenticationInformation.referenceId');
      const finding = findingOf(subject.card.number, how.mandated ? '04' : inputs.challengeCode);
      const id = ids.token().slice(0, 20);
      const challenge = finding === 'challenge' ? toStepUp(id, returnUrl, acsWindowSize) : {};
      const outputs = { ...toOutputs(id, subject.card.type, finding), ...challenge };
      records.set(id, { ...subject, id, returnUrl, outputs, isValidated: false });
      return { status: statusOf(finding), outputs, wasChallenged: false };
    },

    pause: (id, pausedRequestId) => {
      const record = records.get(id);
      if (record) record.pausedRequestId = pausedRequestId;
    },

    validate: ({ merchantId, card, money }, id, { pausedRequestId, anyId = false } = {}) => {
      const record = records.get(id);
      if (!record && anyId) {
        const outputs = { ...toOutputs(id, card.type, 'authenticated'), effectiveAuthenticationType: 'CH' };
        return { status: 'AUTHENTICATION_SUCCESSFUL', outputs, wasChallenged: true };
      }
      const isTheirs = record?.merchantId === merchantId && record.card.number === card.number;
      if (!isTheirs || record.isValidated || record.outputs['paresStatus'] !== 'C') return invalid(ID_FIELD);
      if (record.pausedRequestId !== pausedRequestId)
        return pausedRequestId === undefined
          ? missing('clientReferenceInformation.pausedRequestId')
          : invalid('clientReferenceInformation.pausedRequestId');
      record.isValidated = true;
      // The issuer's proof is for one amount.
      const isSame = money === undefined || isSameMoney(money, record.money);
      const finding = isSame ? findingAfter(card.number, record.answer) : 'failed';
      const outputs = {
        ...toOutputs(id, record.card.type, finding),
        ...(record.answer === 'cancelled' && { challengeCancelCode: '01' }),
        effectiveAuthenticationType: 'CH',
      };
      records.set(id, { ...record, outputs });
      return { status: statusOf(finding), outputs, wasChallenged: finding === 'authenticated' };
    },

    moneyOf: (merchantId, id) => {
      const record = records.get(id);
      return record?.merchantId === merchantId ? record.money : undefined;
    },

    isForAnother: ({ merchantId, card }, proof) => {
      const record = [...records.values()].find(
        ({ outputs }) => outputs['cavv'] === proof || outputs['ucafAuthenticationData'] === proof,
      );
      return record !== undefined && (record.merchantId !== merchantId || record.card.number !== card.number);
    },

    challenge: (id) => {
      const record = records.get(id);
      if (record?.outputs['paresStatus'] !== 'C') return undefined;
      const { merchantId, money, card, returnUrl } = record;
      return { id, merchantId, money, lastDigits: card.number.slice(-4), returnUrl };
    },

    answer: (id, answer) => {
      const record = records.get(id);
      if (record) record.answer ??= answer;
    },

    clear: () => {
      references.clear();
      records.clear();
    },
  };

  /** CyberSource: `pareq` is the challenge request, and names the size of the window. */
  function toStepUp(id: string, returnUrl: string, challengeWindowSize: string): AuthenticationOutputs {
    const acsUrl = `${origin}/MerchantACSWeb/creq.jsp`;
    const request = { messageType: 'CReq', messageVersion: '2.2.0', acsTransID: id, challengeWindowSize };
    const pareq = Buffer.from(JSON.stringify(request)).toString('base64');
    const accessToken = tokens.issue({
      Payload: { ACSUrl: acsUrl, Payload: pareq, TransactionId: id },
      ObjectifyPayload: true,
      ...(returnUrl !== '' && { ReturnUrl: returnUrl }),
    });
    return {
      acsUrl,
      pareq,
      accessToken,
      stepUpUrl: `${origin}/V2/Cruise/StepUp`,
      authenticationPath: 'ENROLLED',
    };
  }
}

function isSameMoney(a: LedgerMoney, b: LedgerMoney): boolean {
  return a.minor === b.minor && a.currency === b.currency;
}
