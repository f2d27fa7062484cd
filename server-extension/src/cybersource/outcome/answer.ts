import type { GatewayRef } from '../../domain/ids.ts';
import { isObject, objectIn } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import type { GatewayReport, SavedCardIds } from '../../domain/payment/result.ts';
import { toPayerAuthenticationReport } from './payer-authentication-report.ts';
import type { TransportResult } from '../client/transport.ts';
import { toGatewaySentence } from './gateway-sentence.ts';

/** CyberSource's answer as it came: the models of its SDK drop parts of it. */
export interface CyberSourceResponse {
  readonly httpStatus: number;
  readonly correlationId?: string;
  /** Undefined when the body was not a JSON object: empty, half, HTML. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export function toAnswer({
  status,
  correlationId,
  text,
}: Extract<TransportResult, { kind: 'answered' }>): CyberSourceResponse {
  return { httpStatus: status, ...present({ correlationId }), body: objectIn(text) };
}

/** The text at a path, trimmed (CyberSource: some reasons end with a blank). Undefined when there is none or it is suspiciously long. */
export function textAt({ body }: CyberSourceResponse, ...path: readonly string[]): string | undefined {
  const value = valueAt(body, path);
  return typeof value === 'string' && value.length <= 255 ? value.trim() || undefined : undefined;
}

/** A code at a path, `51` or a processor's own `2:R06`; undefined when there is none or it could be something else. */
function codeAt(answer: CyberSourceResponse, ...path: readonly string[]): string | undefined {
  const code = textAt(answer, ...path);
  return code !== undefined && /^[0-9A-Z:,]{1,8}$/.test(code) ? code : undefined;
}

/** CyberSource: card type codes have three digits. */
function cardTypeAt(answer: CyberSourceResponse, ...path: readonly string[]): string | undefined {
  const type = textAt(answer, ...path, 'type');
  return type !== undefined && /^\d{3}$/.test(type) ? type : undefined;
}

/** CyberSource's id of what it did; undefined when there is none or it could change the path it is used in. */
export function transactionIdOf(answer: CyberSourceResponse): GatewayRef | undefined {
  const id = textAt(answer, 'id');
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? (id as GatewayRef) : undefined;
}

/** CyberSource has two shapes of refusal: flat with HTTP 400 and 502, within `errorInformation` with HTTP 201. */
export function reasonOf(answer: CyberSourceResponse): string | undefined {
  return (
    textAt(answer, 'errorInformation', 'reason') ??
    textAt(answer, 'reason') ??
    // HTTP 401 has a shape of its own.
    textAt(answer, 'response', 'rmsg')
  );
}

/** The fields that CyberSource complains about, dotted paths. */
export function invalidFields({ body }: CyberSourceResponse): readonly string[] {
  const details = valueAt(body, ['errorInformation', 'details']) ?? valueAt(body, ['details']);
  if (!Array.isArray(details)) return [];
  return details
    .map((detail: unknown) => valueAt(detail, ['field']))
    .filter((field) => typeof field === 'string')
    .filter((field) => /^[a-z][\w.[\]]{0,119}$/i.test(field))
    .slice(0, 20);
}

/** What is worth keeping of an answer. Chosen field by field: no card data. */
export function toReport(answer: CyberSourceResponse): GatewayReport {
  const fields = invalidFields(answer);
  return present({
    httpStatus: answer.httpStatus,
    status: textAt(answer, 'status'),
    reason: reasonOf(answer),
    message: toGatewaySentence(
      valueAt(answer.body, ['errorInformation', 'message']) ?? valueAt(answer.body, ['message']),
    ),
    submittedAt: textAt(answer, 'submitTimeUtc'),
    correlationId: answer.correlationId,
    cardType:
      cardTypeAt(answer, 'paymentAccountInformation', 'card') ??
      cardTypeAt(answer, 'paymentInformation', 'card') ??
      cardTypeAt(answer, 'paymentInformation', 'tokenizedCard'),
    approvalCode:
      textAt(answer, 'processorInformation', 'approvalCode') ??
      textAt(answer, 'authorizationInformation', 'approvalCode'),
    avsCode: textAt(answer, 'processorInformation', 'avs', 'code'),
    cvnCode: textAt(answer, 'processorInformation', 'cardVerification', 'resultCode'),
    networkCode: codeAt(answer, 'processorInformation', 'responseCode'),
    adviceCode: codeAt(answer, 'processorInformation', 'merchantAdvice', 'code'),
    reconciliationId: textAt(answer, 'reconciliationId'),
    networkTransactionId:
      textAt(answer, 'processorInformation', 'networkTransactionId') ??
      textAt(answer, 'processorInformation', 'transactionId'),
    decision:
      textAt(answer, 'embeddedActions', 'DECISION', 'status') ??
      textAt(answer, 'riskInformation', 'profile', 'action'),
    payerAuthentication: toPayerAuthenticationReport(answer.body),
    invalidFields: fields.length === 0 ? undefined : fields,
  });
}

/** The card as CyberSource keeps it now; undefined when it was not asked to, or could not. */
export function toSavedCard(answer: CyberSourceResponse): SavedCardIds | undefined {
  const card = present({
    customerId: textAt(answer, 'tokenInformation', 'customer', 'id'),
    paymentInstrumentId: textAt(answer, 'tokenInformation', 'paymentInstrument', 'id'),
    instrumentIdentifierId: textAt(answer, 'tokenInformation', 'instrumentIdentifier', 'id'),
  });
  return card.customerId === undefined && card.paymentInstrumentId === undefined ? undefined : card;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}
