/** The calls that arrived, newest last, for tests and for people who wonder what their program sent. */
import type { SignatureScheme } from '../../access/authentication/authentication-verdict.ts';
import { masked, maskedText } from '../../values/mask.ts';

/** One call. `status` is absent while, or for ever if, nothing was answered. */
export interface ReceivedCall {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly merchantId?: string;
  readonly scheme?: SignatureScheme;
  /** Why the signature was not accepted. The caller's answer is 401 without a reason. */
  readonly refusedBecause?: string;
  /** Which halves of the call were encrypted on their way. */
  readonly encrypted?: readonly ('request' | 'response')[];
  /** Decrypted JSON with card data masked; anything else is only counted. */
  readonly body?: unknown;
  readonly status?: number;
}

/** A list with an end: older calls fall out. */
export interface Calls {
  /** Adds a call and returns the way to complete it. */
  readonly record: (call: ReceivedCall) => (more: Partial<ReceivedCall>) => void;
  readonly list: () => readonly ReceivedCall[];
  readonly clear: () => void;
}

const CAP = 1000;

/** An empty list. */
export function createCalls(): Calls {
  const calls: ReceivedCall[] = [];
  return {
    record: (call) => {
      let current: ReceivedCall = { ...call, path: maskedText(call.path) };
      calls.push(current);
      if (calls.length > CAP) calls.shift();
      return (more) => {
        const index = calls.lastIndexOf(current);
        current = { ...current, ...more };
        if (index >= 0) calls[index] = current;
      };
    },
    list: () => calls,
    clear: () => {
      calls.length = 0;
    },
  };
}

/** A body as it may be shown. */
export function toShownBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return masked(JSON.parse(bytes.toString('utf8')));
  } catch {
    return `(${bytes.length} bytes that are not JSON)`;
  }
}
