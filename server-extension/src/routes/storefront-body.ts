import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';

/** The shape of a body that may name site and channel too, as the earlier plugin's storefront does. */
export function storefrontBody<Fields extends z.core.$ZodLooseShape>(
  fields: Fields,
): z.ZodObject<Fields & ReturnType<typeof callerFields>> {
  return z.object({ ...fields, ...callerFields() });
}

/** Read with the headers of the same meaning, when the caller is checked. */
const callerFields = lazy(() => ({
  siteId: z.unknown().optional().meta({ type: 'string', description: 'Wins over the header `x-ccsite`' }),
  channel: z
    .unknown()
    .optional()
    .meta({
      type: 'string',
      enum: ['agent', 'preview', 'storefront'],
      description: 'Wins over the header `channel`',
    }),
}));
