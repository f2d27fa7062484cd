import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { OccApi } from '../api/admin-api.ts';

/**
 * What orders have to show payments in. OCC: custom properties of the order type; an id has an underscore, a short text
 * has at most 254 characters. Only administrators and agents see them.
 */
export const ORDER_PROPERTIES = {
  cybersource_attention: {
    label: 'Payment: needs attention',
    type: 'shortText',
    uiEditorType: 'shortText',
    internalOnly: true,
    required: false,
  },
  cybersource_payments: {
    label: 'Payment: what has happened',
    type: 'richText',
    uiEditorType: 'richText',
    internalOnly: true,
    required: false,
  },
} as const;

export type OrderPropertyId = keyof typeof ORDER_PROPERTIES;

const orderType = lazy(() => z.object({ properties: z.record(z.string(), z.unknown()) }));

/** Adds what orders do not have yet, once; after a failure the next call tries again. Rejects with a Problem. */
export function createRequireOrderProperties(
  api: Pick<OccApi, 'orderType' | 'addOrderProperties'>,
): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    const { properties } = orderType().parse(await api.orderType());
    const missing = Object.entries(ORDER_PROPERTIES).filter(([id]) => !Object.hasOwn(properties, id));
    if (missing.length > 0) await api.addOrderProperties(Object.fromEntries(missing));
    done = true;
  };
}
