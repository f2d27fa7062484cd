/** What may be ordered over the control API. */
import { z } from 'zod';
import { faults, type TriggerOutcome, type Trigger } from '../../../triggers.ts';
import type { ClockSetting } from '../../values/clock.ts';

const operation = z.enum(['payment', 'increment', 'capture', 'reversal', 'refund', 'void', 'credit']);
const reason = z.string().regex(/^[A-Z][A-Z_]{1,60}$/, 'must be one of CyberSource’s reasons');
const text = z.string().min(1).max(200);

/** `{"fault":"silence-after-commit","on":"capture","times":2}` */
export const faultOrder = z.strictObject({
  fault: z.enum(faults),
  on: z
    .enum([
      ...operation.options,
      'authentication',
      'search',
      'tokens',
      'reports',
      'decisions',
      'notifications',
    ])
    .optional(),
  times: z.int().min(1).max(10_000).optional(),
});

/** `{"milliseconds":20000}` */
export const lag = z.strictObject({ milliseconds: z.int().min(0) });

/** `{"offsetMs":-3600000}`: off by so much; `{"at":"2027-01-01T00:00:00Z"}`: standing still. */
export const clockSetting: z.ZodType<ClockSetting> = z.union([
  z.strictObject({ offsetMs: z.int() }),
  z.strictObject({ at: z.iso.datetime({ offset: true }).transform((at) => new Date(at)) }),
]);

const condition = z.union([
  z.strictObject({ card: text }),
  z.strictObject({ usd: text }),
  z.strictObject({ reference: text }),
  z.strictObject({ securityCode: text }),
  z.strictObject({ postalCode: text }),
  z.strictObject({ email: text }),
  z.strictObject({ address1: text }),
  z.strictObject({ lastName: text }),
]);

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('decline'), reason }),
  z.strictObject({ kind: z.literal('review'), reason }),
  z.strictObject({ kind: z.literal('risk-decline'), reason }),
  z.strictObject({ kind: z.literal('partial'), authorizedUsd: text }),
  z.strictObject({ kind: z.literal('refuse'), reason }),
  z.strictObject({ kind: z.literal('system-error') }),
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('fault'), fault: z.enum(faults) }),
  z.strictObject({
    kind: z.literal('approve'),
    avs: z.string().max(1).optional(),
    cvn: z.string().max(1).optional(),
    accepted: z.literal(true).optional(),
    tokenCreateFails: reason.optional(),
  }),
]);

// What each operation can come to; a row that nothing reads would only mislead.
const possible: Readonly<Record<z.infer<typeof operation>, readonly TriggerOutcome['kind'][]>> = {
  payment: outcome.options.map(({ shape }) => shape.kind.value),
  increment: ['fault', 'refuse', 'decline'],
  capture: ['fault', 'refuse'],
  reversal: ['fault', 'refuse'],
  refund: ['fault', 'refuse', 'decline'],
  void: ['fault', 'refuse'],
  credit: [],
};

/** `{"when":{"reference":"order-7"},"on":"payment","outcome":{"kind":"decline","reason":"EXPIRED_CARD"}}` */
export const trigger: z.ZodType<Trigger> = z
  .strictObject({
    when: condition,
    on: operation.default('payment'),
    outcome,
    description: z.string().default('Ordered over the control API'),
  })
  .refine((row) => possible[row.on].includes(row.outcome.kind), {
    path: ['outcome', 'kind'],
    message: 'is not among the outcomes of that operation',
  });

/** `{"merchantId":"testrest","requestId":"…","newDecision":"ACCEPT","reviewer":"jane","comments":"…"}` */
export const caseDecision = z.strictObject({
  merchantId: text.default('testrest'),
  requestId: text,
  newDecision: z.enum(['ACCEPT', 'REJECT']),
  reviewer: text,
  comments: z.string().max(4000).optional(),
});

/** `{"id":"…","rejected":{"reasonCode":"241","errorText":"…"}}`, `{"id":"…","amount":950}` in minor units, or one of the flags. */
export const settlementChange = z.strictObject({
  id: text,
  rejected: z.strictObject({ reasonCode: text, errorText: text }).optional(),
  amount: z.int().min(0).optional(),
  isLeftOut: z.boolean().optional(),
  isVoidLate: z.boolean().optional(),
});

/** `{"kind":"chargeback","requestId":"…","amount":1000,"currency":"USD","reasonCode":"10.4"}`, in minor units. */
export const dispute = z.strictObject({
  kind: z.enum(['chargeback', 'retrieval']),
  requestId: text,
  merchantId: text.default('testrest'),
  amount: z.int().min(1),
  currency: z.string().length(3),
  reasonCode: text,
});
