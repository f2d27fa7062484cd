/** A request between middlewares: its bytes, its sender, its entry in the call list. */
import type { Request, Response } from 'express';
import type { EncryptResponse } from '../../access/encryption/messages.ts';
import type { Merchant } from '../../access/merchants/merchants.ts';

const MERCHANT = 'merchant';

/** What the routes of an authenticated merchant find in `res.locals.merchant`. */
export interface AuthenticatedMerchant {
  readonly merchantId: string;
  readonly account: Merchant;
}

/** Notes who calls. */
export function setMerchant(res: Response, account: Merchant): void {
  res.locals[MERCHANT] = { merchantId: account.id, account } satisfies AuthenticatedMerchant;
}

/** Who calls; throws where authentication did not run, so that no route can be mounted before it unnoticed. */
export function requireMerchant(res: Response): Merchant {
  const merchant = res.locals[MERCHANT] as AuthenticatedMerchant | undefined;
  if (!merchant) throw new Error('This route is mounted before authentication.');
  return merchant.account;
}

const SEAL = 'seal';

/** Notes that the answer of this call is to be encrypted. */
export function setSeal(res: Response, seal: EncryptResponse): void {
  res.locals[SEAL] = seal;
}

/** How the answer is to be encrypted, if it is. */
export function sealOf(res: Response): EncryptResponse | undefined {
  return res.locals[SEAL] as EncryptResponse | undefined;
}

const RECEIVED = 'receivedAtMs';

/** Starts the clock that `x-response-time` reads. */
export function markReceived(res: Response): void {
  res.locals[RECEIVED] = performance.now();
}

/** Whole milliseconds since the call arrived. */
export function elapsedMs(res: Response): number {
  return Math.round(performance.now() - Number(res.locals[RECEIVED] ?? performance.now()));
}

const BYTES = 'rawBody';

/** Keeps the body as it arrived. */
export function setRawBody(req: Request, bytes: Buffer): void {
  Object.assign(req, { [BYTES]: bytes });
}

/** The body as it arrived; empty where there was none. */
export function rawBodyOf(req: Request): Buffer {
  const bytes: unknown = Reflect.get(req, BYTES);
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}
