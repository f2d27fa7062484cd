import type { Transport } from './transport.ts';

/** Gets the `Date` of a response; true when the clock was wrong until now. */
export type ObserveServerDate = (date: string | undefined) => boolean;

/** Our clock, compared with CyberSource's before the first call that can move money. */
export interface ComparedTime {
  /** Gets the `Date` of every response; true when the clock was wrong until now. */
  observe(date: string | undefined): boolean;
  /** Resolves once the clock was compared, or could not be: what is wrong then shows in the call itself. Never rejects. */
  requireCompared(host: string): Promise<void>;
}

/** An open address of CyberSource's, which needs no signature: whatever it answers, it says what time it is. */
const PATH = '/flex/v2/public-keys/00';
const DEADLINE_MS = 2_000;

/**
 * A call that moves money is sent once, even when it is refused because of its time. So a process that has got no response
 * from CyberSource yet asks for the time first; shops that show card fields have done so long before a payment.
 */
export function compareTime(transport: Transport, observeServerDate: ObserveServerDate): ComparedTime {
  let isCompared = false;
  let asking: Promise<void> | undefined;

  function observe(date: string | undefined): boolean {
    isCompared ||= date !== undefined && !Number.isNaN(Date.parse(date));
    return observeServerDate(date);
  }

  async function ask(host: string): Promise<void> {
    const reply = await transport.exchange(
      { method: 'GET', host, path: PATH, headers: { accept: 'application/json' }, repeatable: true },
      DEADLINE_MS,
    );
    if (reply.kind === 'answered') observe(reply.date);
  }

  return {
    observe,
    async requireCompared(host) {
      if (isCompared) return;
      asking ??= ask(host).finally(() => (asking = undefined));
      await asking;
    },
  };
}
