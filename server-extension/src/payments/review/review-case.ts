import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { StoredCase } from '../ports/case-store.ts';
import type { UnknownObject } from '../../domain/json/json-object.ts';

const decided = lazy(() =>
  z.object({
    decision: z.enum(['ACCEPT', 'REJECT']),
    by: z.string(),
    /** How the extension got to know of it. */
    source: z.enum(['operator', 'notification', 'conversion-details']),
    at: z.string(),
    comment: z.string().optional(),
  }),
);

/** Who decided what, when and why. */
export type DecidedReview = Shape<typeof decided>;

const content = lazy(() =>
  z.object({
    orderId: z.string(),
    channel: z.enum(['agent', 'preview', 'storefront']),
    amount: z.object({ minor: z.number(), currency: z.string() }),
    authorizedAt: z.string(),
    /** When the issuer lets go of the hold. */
    deadline: z.string(),
    decided: decided().optional(),
    /** What follows the decision has been done, or nothing has to be. */
    isCarriedOut: z.boolean().default(false),
    /** Why what follows the decision was not done, as it was logged: each reason once. */
    problem: z.string().optional(),
    /** The review was closed without a decision because the payment holds no money any more; a decision that comes later opens it again. */
    isNoLongerHeld: z.boolean().default(false),
    /** The deadline was logged. */
    isWarned: z.boolean().default(false),
    /** An operator's decision is on its way to CyberSource; until then no other one is taken. */
    sendingUntil: z.string().optional(),
  }),
);

/** A payment under review as it is kept. */
export type ReviewContent = Shape<typeof content>;

/** A review and the case in which it is kept. */
export interface ReviewCase extends ReviewContent {
  readonly stored: StoredCase;
}

/** Whether the review is open and a reviewer still has to decide. */
export const isWaiting = ({ decided, stored }: ReviewCase): boolean =>
  decided === undefined && stored.state === 'open';

/** @throws ZodError for a case of another kind. */
export const toReviewCase = (stored: StoredCase): ReviewCase => ({
  ...content().parse(stored.content),
  stored,
});

/** Back to what is kept. */
export const toContent = (review: ReviewCase): UnknownObject => content().parse(review);
