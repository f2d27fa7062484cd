/** The environment variables of the stand-alone sandbox; README lists them. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseMerchants } from './access/merchants/merchants.ts';
import type { CyberSourceSandboxOptions } from './start.ts';

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);
const port = whole.refine((value) => value < 65_536, 'must be a port');
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

const notificationKey = z
  .string()
  .regex(/^[\w-]{1,64}:[\w+/]{43}=$/, 'must be the id of a key, a colon, and 32 bytes in base64')
  .transform((written) => {
    const [keyId = '', secret = ''] = written.split(':');
    return { keyId, secret };
  });

const schema = z.object({
  CYBERSOURCE_PORT: port.default(8081),
  CYBERSOURCE_TLS_PORT: port.default(8444),
  CYBERSOURCE_CONTROL_PORT: port.optional(),
  APPLE_PAY_PORT: port.default(8445),
  CYBERSOURCE_PUBLIC_URL: z.url().optional(),
  CYBERSOURCE_MERCHANTS: z.string().min(1).optional(),
  CYBERSOURCE_SEED: z.string().min(1).optional(),
  CYBERSOURCE_NOTIFICATION_URL: z.url({ protocol: /^https?$/ }).optional(),
  CYBERSOURCE_NOTIFICATION_KEY: notificationKey.optional(),
  CYBERSOURCE_NOTIFY_OTHER_MACHINES: flag.default(false),
  CYBERSOURCE_LENIENT: flag.default(false),
  CYBERSOURCE_SEARCH_LAG_MS: whole.default(0),
  CYBERSOURCE_BATCH_CLOSE_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM, in UTC')
    .optional(),
  CYBERSOURCE_SETTLE_AFTER_SECS: whole.default(86_400),
  CYBERSOURCE_CLOCK_SKEW_SECS: whole.default(300),
});

/** The sandbox's options, and the port of Apple's host, which the same program plays. */
export interface Environment extends CyberSourceSandboxOptions {
  readonly applePayPort: number;
}

/** Throws with one line per variable that cannot be used. An empty variable counts as absent. */
export function parseEnvironment(environment: NodeJS.ProcessEnv): Environment {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(filled);
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  const env = parsed.data;
  return {
    port: env.CYBERSOURCE_PORT,
    tlsPort: env.CYBERSOURCE_TLS_PORT,
    controlPort: env.CYBERSOURCE_CONTROL_PORT,
    applePayPort: env.APPLE_PAY_PORT,
    publicUrl: env.CYBERSOURCE_PUBLIC_URL,
    merchants: env.CYBERSOURCE_MERCHANTS === undefined ? [] : readMerchants(env.CYBERSOURCE_MERCHANTS),
    keysDirectory: '.run',
    subscription: toSubscription(env.CYBERSOURCE_NOTIFICATION_URL, env.CYBERSOURCE_NOTIFICATION_KEY),
    notifiesOtherMachines: env.CYBERSOURCE_NOTIFY_OTHER_MACHINES,
    seed: env.CYBERSOURCE_SEED,
    lenient: env.CYBERSOURCE_LENIENT,
    batchCloseAt: env.CYBERSOURCE_BATCH_CLOSE_AT,
    settleAfterMs: env.CYBERSOURCE_SETTLE_AFTER_SECS * 1000,
    searchLagMs: env.CYBERSOURCE_SEARCH_LAG_MS,
    clockSkewMs: env.CYBERSOURCE_CLOCK_SKEW_SECS * 1000,
  };
}

/** The list itself, or the name of a file that holds it. */
function readMerchants(value: string): ReturnType<typeof parseMerchants> {
  try {
    return parseMerchants(value.trimStart().startsWith('[') ? value : readFileSync(value, 'utf8'));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`CYBERSOURCE_MERCHANTS: ${problem}`, { cause: error });
  }
}

function toSubscription(
  url: string | undefined,
  key: { readonly keyId: string; readonly secret: string } | undefined,
): CyberSourceSandboxOptions['subscription'] {
  if (url === undefined && key === undefined) return undefined;
  if (url === undefined || key === undefined)
    throw new Error('CYBERSOURCE_NOTIFICATION_URL and CYBERSOURCE_NOTIFICATION_KEY go together: set both.');
  return { url, ...key };
}
