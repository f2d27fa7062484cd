import type { Transport } from './transport.ts';

/** Told the `Date` of an answer; true when our clock was wrong until now. */
export type ObserveServerDate = (date: string | undefined) => boolean;

/** Our clock, compared with CyberSource's before the first call that can move money. */
export interface ComparedTime {
  /** Told the `Date` of every answer; true when our clock was wrong until now. */
  heard(date: string | undefined): boolean;
  /** Resolves once the clock was compared, or could not be: what is wrong then shows in the call itself. Never rejects. */
  requireCompared(host: string): Promise<void>;
}

/** An open address of CyberSource's, which needs no signature: whatever it answers, it says what time it is. */
const PATH = '/flex/v2/public-keys/00';
const DEADLINE_MS = 2_000;

/**
 * A call that moves money is sent once, even when it is refused because of its time. So a process that has heard nothing
 * from CyberSource yet asks for the time first; shops that show card fields have done so long before a payment.
 */
export function compareTime(transport: Transport, observeServerDate: ObserveServerDate): ComparedTime {
  let isCompared = false;
  let asking: Promise<void> | undefined;

  function heard(date: string | undefined): boolean {
    isCompared ||= !Number.isNaN(Date.parse(date ?? ''));
    return observeServerDate(date);
  }

  async function ask(host: string): Promise<void> {
    const reply = await transport.exchange(
      { method: 'GET', host, path: PATH, headers: { accept: 'application/json' }, repeatable: true },
      DEADLINE_MS,
    );
    if (reply.kind === 'answered') heard(reply.date);
  }

  return {
    heard,
    async requireCompared(host) {
      if (isCompared) return;
      asking ??= ask(host).finally(() => (asking = undefined));
      await asking;
    },
  };
}
