import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';

/** A token of the admin API and the time (epoch milliseconds) after which it should not be used any more. */
interface Token {
  readonly value: string;
  readonly renewAt: number;
}

/** OCC: `POST /ccadmin/v1/login`. */
export const loginAnswer = lazy(() =>
  z.object({
    access_token: z.string().min(1),
    expires_in: z.coerce.number().positive().optional().catch(undefined),
  }),
);

/** OCC: tokens for an application key live five minutes. */
const DEFAULT_LIFE_SECONDS = 300;
/** Renewed this long before its end, so that it does not end on the way. */
const EARLY_MS = 30_000;

export interface AdminToken {
  /** The token, fetched when there is none or it is about to end. Callers at the same moment share one login. */
  (): Promise<string>;
  /** Forgets a token that OCC refused. */
  forget(refused: string): void;
}

export function createAdminToken(
  login: () => Promise<Shape<typeof loginAnswer>>,
  now: () => Date,
): AdminToken {
  let current: Token | undefined;
  let inFlight: Promise<string> | undefined;

  async function renew(): Promise<string> {
    try {
      const { access_token: value, expires_in: seconds = DEFAULT_LIFE_SECONDS } = await login();
      const lifeMs = seconds * 1000;
      current = { value, renewAt: now().getTime() + Math.max(lifeMs - EARLY_MS, lifeMs / 2) };
      return value;
    } finally {
      inFlight = undefined;
    }
  }

  return Object.assign(
    async () => {
      if (current !== undefined && now().getTime() < current.renewAt) return current.value;
      inFlight ??= renew();
      return inFlight;
    },
    {
      forget(refused: string) {
        if (current?.value === refused) current = undefined;
      },
    },
  );
}
