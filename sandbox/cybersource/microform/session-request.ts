/** What a merchant may ask of `POST /microform/v2/sessions`. Source: CyberSource, Microform v2 capture contexts. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const CARD_NETWORKS = [
  'VISA',
  'MASTERCARD',
  'AMEX',
  'CARNET',
  'CARTESBANCAIRES',
  'CUP',
  'DINERSCLUB',
  'DISCOVER',
  'EFTPOS',
  'ELO',
  'JAYWAN',
  'JCB',
  'JCREW',
  'KCP',
  'MADA',
  'MAESTRO',
  'MEEZA',
  'PAYPAK',
  'UATP',
] as const;

const MOST_ORIGINS = 9;

const SessionRequestSchema = z
  .object({
    clientVersion: z.literal('v2', 'must be "v2"'),
    targetOrigins: z
      .array(
        z.string().refine(isTargetOrigin, 'must be scheme, host and port only; https, or http for localhost'),
      )
      .min(1, 'needs at least one origin')
      .max(MOST_ORIGINS, `takes at most ${MOST_ORIGINS} origins`),
    allowedCardNetworks: z.array(z.enum(CARD_NETWORKS)).default([]),
    allowedPaymentTypes: z.array(z.enum(['CARD', 'CHECK'])).optional(),
    transientTokenResponseOptions: z.object({ includeCardPrefix: z.boolean().optional() }).optional(),
  })
  .refine(
    ({ allowedCardNetworks, allowedPaymentTypes }) =>
      allowedCardNetworks.length > 0 || allowedPaymentTypes?.includes('CARD') === false,
    { path: ['allowedCardNetworks'], message: 'needs at least one network' },
  );

/** A valid request for a capture context. */
export type SessionRequest = z.infer<typeof SessionRequestSchema>;

/** The body of a refused request. */
export interface SessionRefusal {
  readonly correlationId: string;
  readonly reason: 'VALIDATION_ERROR';
  readonly message: string;
  readonly details: readonly { readonly location: string; readonly message: string }[];
  readonly informationLink: string;
}

/** Reads a body: the request, or everything that is wrong with it. */
export function readSessionRequest(
  body: unknown,
): { readonly request: SessionRequest } | { readonly refusal: SessionRefusal } {
  const parsed = SessionRequestSchema.safeParse(body);
  if (parsed.success) return { request: parsed.data };
  return {
    refusal: {
      correlationId: randomUUID(),
      reason: 'VALIDATION_ERROR',
      message: 'Fields validation errors',
      details: parsed.error.issues.map(({ path, message }) => ({ location: toLocation(path), message })),
      informationLink: 'https://developer.cybersource.com/api-reference-assets/index.html',
    },
  };
}

/** `targetOrigins[0]`: how CyberSource points into a body. */
function toLocation(path: readonly PropertyKey[]): string {
  return path
    .map((part, depth) =>
      typeof part === 'number' ? `[${part}]` : `${depth === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function isTargetOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'));
}
