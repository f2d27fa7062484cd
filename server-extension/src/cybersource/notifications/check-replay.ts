import { Problem } from '../../domain/problem.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { NotificationStore } from '../../notifications/ports.ts';

/**
 * Refuses a signature that has been seen in another envelope. CyberSource sends a notification again as it was, which is no
 * replay and changes nothing; only an attacker puts a signed payload under another event type.
 *
 * Rejects with a Problem `bad-signature`, or `journal-unavailable`.
 */
export type CheckReplay = (signature: Buffer, eventType: string) => Promise<void>;

export interface CheckReplayDeps {
  readonly leases: Pick<NotificationStore, 'takeLease'>;
  /** How far the time of a signature may be from now, in milliseconds: after it the signature is refused in any case. */
  readonly windowMs: number;
}

export function createCheckReplay({ leases, windowMs }: CheckReplayDeps): CheckReplay {
  return async (signature, eventType) => {
    const name = `signature ${sha256(signature.toString('base64'), 'base64url')}`;
    // In this envelope it may come again, as CyberSource's own repetition does. In one step: two replays at once are two.
    if ((await leases.takeLease(name, 2 * windowMs, `in ${eventType}`)) !== undefined) return;
    throw new Problem(
      'bad-signature',
      'The notification has a signature that came before in another envelope.',
    );
  };
}
