import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { GatewayRef, PaymentGroupId } from '../../domain/ids.ts';

const attempt = lazy(() =>
  z.object({
    transactionSuccess: z.union([z.boolean(), z.string()]).nullish(),
    statusProps: z
      .object({
        hostTransactionId: z
          .string()
          .regex(/^[\w-]{1,64}$/)
          .nullish()
          .catch(undefined),
      })
      .nullish(),
  }),
);

const attempts = lazy(() => z.array(attempt()).nullish());

const order = lazy(() =>
  z.object({
    paymentGroups: z.array(
      z.object({
        id: z.string(),
        state: z.string().nullish(),
        authorizationStatus: attempts(),
        debitStatus: attempts(),
      }),
    ),
  }),
);

/**
 * OCC: orders, `paymentGroups[]`. The gateway's id of what a void or refund refers to, for webhooks that arrive without
 * `referenceInfo`: the debit of a settled group, else its authorization; the last one that succeeded.
 */
export function referenceIn(rawOrder: unknown, paymentGroup: PaymentGroupId): GatewayRef | undefined {
  const parsed = order().safeParse(rawOrder);
  if (!parsed.success) return undefined;
  const group = parsed.data.paymentGroups.find(({ id }) => id === paymentGroup);
  if (group === undefined) return undefined;
  const debit = lastSuccess(group.debitStatus);
  const authorization = lastSuccess(group.authorizationStatus);
  return group.state === 'SETTLED' ? (debit ?? authorization) : authorization;
}

function lastSuccess(list: Shape<typeof attempts>): GatewayRef | undefined {
  const succeeded = (list ?? []).filter(
    ({ transactionSuccess }) => transactionSuccess === true || transactionSuccess === 'true',
  );
  return (succeeded.at(-1)?.statusProps?.hostTransactionId ?? undefined) as GatewayRef | undefined;
}
