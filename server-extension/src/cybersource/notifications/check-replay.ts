import { Problem } from '../../domain/problem.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { NotificationStore } from '../../notifications/ports.ts';

/**
 * Refuses a signature that has been seen in another envelope. CyberSource sends a notification again as it was, which is no
 * replay and changes nothing; only a stranger puts a signed payload under another event type.
 *
 * Rejects with a Problem `bad-signature`, or `journal-unavailable`.
 */
export type CheckReplay = (signature: Buffer, eventType: string) => Promise<void>;

export interface CheckReplayDeps {
  readonly leases: Pick<NotificationStore, 'takeLease' | 'releaseLease'>;
  /** How far the time of a signature may be from now, in milliseconds: after it the signature is refused in any case. */
  readonly windowMs: number;
}

export function createCheckReplay({ leases, windowMs }: CheckReplayDeps): CheckReplay {
  return async (signature, eventType) => {
    const name = `signature ${sha256(signature.toString('base64'), 'base64url')}`;
    const keepMs = 2 * windowMs;
    const envelope = await leases.takeLease(`${name} ${eventType}`, keepMs);
    // In this envelope it was here before: CyberSource's own repetition.
    if (envelope === undefined) return;
    if ((await leases.takeLease(name, keepMs)) !== undefined) return;
    await leases.releaseLease(`${name} ${eventType}`, envelope);
    throw new Problem(
      'bad-signature',
      'The notification has a signature that came before in another envelope.',
    );
  };
}
