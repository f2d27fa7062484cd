import type { Challenge } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import { type CyberSourceResponse, transactionIdOf, textAt } from './answer.ts';
import { outputOf } from './payer-authentication-report.ts';

/** CyberSource: outputs of enrolment that storefronts pass on to the issuer's page, or show. */
const DETAILS = [
  'acsUrl',
  'pareq',
  'xid',
  'veresEnrolled',
  'proxyPan',
  'authenticationPath',
  'proofXml',
  'specificationVersion',
  'token',
] as const;

/**
 * What the browser needs for the challenge that the issuer wants; undefined when CyberSource asks for payer
 * authentication without having begun one, as a rule of Decision Manager can make it do.
 */
export function toChallenge(answer: CyberSourceResponse): Challenge | undefined {
  const authenticationTransactionId = outputOf(answer.body, 'authenticationTransactionId');
  const stepUpUrl = outputOf(answer.body, 'stepUpUrl');
  const accessToken = outputOf(answer.body, 'accessToken');
  if (authenticationTransactionId === undefined || stepUpUrl === undefined || accessToken === undefined)
    return undefined;
  const details = DETAILS.map((name) => [name, outputOf(answer.body, name)] as const);
  const pausedRequestId = isPaused(answer) ? transactionIdOf(answer) : undefined;
  return {
    authenticationTransactionId,
    stepUpUrl,
    accessToken,
    ...present({ pausedRequestId }),
    details: Object.fromEntries(
      details.filter(
        (detail): detail is readonly [(typeof DETAILS)[number], string] => detail[1] !== undefined,
      ),
    ),
  };
}

/** CyberSource: a rule of Decision Manager wants payer authentication before it decides. */
function isPaused(answer: CyberSourceResponse): boolean {
  return textAt(answer, 'riskInformation', 'profile', 'action') === 'PAYERAUTH_INVOKE';
}
