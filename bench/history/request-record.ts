import { createHash } from 'node:crypto';
import type { ASKED_OPERATIONS } from './record-fields.ts';
import type { HistoryRecord } from './history-record.ts';

/** A request to the extension as it was sent. */
export interface SentRequest {
  /** Without its query. */
  readonly path: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type RequestRecord = HistoryRecord<'request'>;
type AskedOperation = (typeof ASKED_OPERATIONS)[number];

/** OCC: `transactionType` of the payment webhook. */
const WEBHOOK_OPERATIONS: Readonly<Record<string, AskedOperation>> = {
  '0100': 'authorize',
  '0110': 'void',
  '0400': 'refund',
};

const OMS_ROUTE = /\/(capture|refund|reverse|reduce|increment|charge)$/;

/** What a caller asks for, read from the bytes; undefined for what asks for no payment. */
export function toRequestRecord(
  { path, headers, body }: SentRequest,
  request: number,
  at: number,
): RequestRecord | undefined {
  const frame = { record: 'request', at, request, digest: digestOf(body) } as const;
  if (path.endsWith('/payments')) return ofWebhook(frame, body);
  const operation = OMS_ROUTE.exec(path)?.[1];
  return operation === undefined ? undefined : ofOms(frame, operation as AskedOperation, headers, body);
}

type Frame = Pick<RequestRecord, 'record' | 'at' | 'request' | 'digest'>;

function ofWebhook(frame: Frame, bytes: Buffer): RequestRecord | undefined {
  if (bytes.length === 0) return undefined;
  const body = JSON.parse(bytes.toString()) as Readonly<Record<string, string>>;
  const { orderId = '', paymentId = '', transactionId = '', transactionType = '' } = body;
  const { siteId = '', currencyCode: currency = '' } = body;
  const operation = WEBHOOK_OPERATIONS[transactionType];
  if (operation === undefined) return undefined;
  return {
    ...frame,
    caller: 'occ',
    operation,
    key: ['occ', siteId, orderId, paymentId, transactionId, transactionType].join('/'),
    siteId,
    orderId,
    paymentGroupId: paymentId,
    amount: Number(body['amount']),
    currency,
  };
}

/** Of the replaced plugin's routes, and of the extension's own. */
interface OmsBody {
  readonly merchantReferenceNumber?: string;
  readonly transactionId?: string;
  readonly currency?: string;
  readonly orderId?: string;
  readonly requestId?: string;
  readonly paymentGroupId?: string;
  readonly amount: string | { readonly minor: number; readonly currency: string };
}

function ofOms(
  frame: Frame,
  operation: AskedOperation,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): RequestRecord {
  const body = JSON.parse(bytes.toString()) as OmsBody;
  const { merchantReferenceNumber, orderId = merchantReferenceNumber ?? '', amount, paymentGroupId } = body;
  const of = body.transactionId ?? body.requestId;
  const siteId = headers['x-ccsite'] ?? '';
  const own = headers['idempotency-key'];
  return {
    ...frame,
    caller: 'oms',
    operation,
    key: ['oms', siteId, operation, own ?? `content-${frame.digest}`].join('/'),
    siteId,
    orderId,
    ...(paymentGroupId !== undefined && { paymentGroupId }),
    ...(of !== undefined && { of }),
    amount: typeof amount === 'string' ? Number(amount) : amount.minor,
    currency: typeof amount === 'string' ? (body.currency ?? '') : amount.currency,
  };
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}
