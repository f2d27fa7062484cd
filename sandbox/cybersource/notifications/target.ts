/** The merchant's server: whether it is there, and whether it takes a notification. */
import { isLoopback, parseWebhookUrl } from './webhook-url.ts';

/** What came of a call: a status, or why there is none. */
export type TargetResponse = { readonly status: number } | { readonly failed: string };

/** Calls the receiver. */
export interface NotificationTarget {
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => Promise<TargetResponse>;
  /** CyberSource: webhooks, health check: GET, and POST for a receiver that does not take GET. */
  readonly isHealthy: (url: string) => Promise<boolean>;
  /** Ends what is on its way. */
  readonly close: () => void;
}

/** How long a receiver may take. */
const TIMEOUT_MS = 10_000;
const HEALTH_TIMEOUT_MS = 3000;

/** Calls over the network; addresses beyond this machine only where that is allowed. */
export function createTarget(isOutsideAllowed: boolean): NotificationTarget {
  const closing = new AbortController();
  async function send(written: string, timeoutMs: number, init: RequestInit): Promise<TargetResponse> {
    const url = parseWebhookUrl(written);
    if (!url) return { failed: 'not an address that notifications may be sent to' };
    if (!isLoopback(url) && !isOutsideAllowed) return { failed: 'beyond this machine' };
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await fetch(url, { ...init, redirect: 'manual', signal });
      await answer.arrayBuffer();
      return { status: answer.status };
    } catch (error) {
      return {
        failed:
          error instanceof Error
            ? error.cause instanceof Error
              ? error.cause.message
              : error.message
            : 'no answer',
      };
    }
  }
  const isTaken = (answer: TargetResponse): boolean =>
    'status' in answer && answer.status >= 200 && answer.status < 300;
  return {
    post: (url, headers, body) => send(url, TIMEOUT_MS, { method: 'POST', headers, body }),
    isHealthy: async (url) =>
      isTaken(await send(url, HEALTH_TIMEOUT_MS, { method: 'GET' })) ||
      isTaken(
        await send(url, HEALTH_TIMEOUT_MS, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        }),
      ),
    close: () => {
      closing.abort();
    },
  };
}
