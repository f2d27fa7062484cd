import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';

/** A seal of the extension, in the two parts in which the earlier plugin's storefront carries it. */
export const cipher = lazy(() =>
  z
    .strictObject({
      iv: z.string().meta({ examples: ['b2pWc1NnQ2w0ZkE9'] }),
      encrypted: z.string().meta({ examples: ['c2VhbGVkIGJ5IHRoZSBleHRlbnNpb24='] }),
    })
    .meta({ id: 'Cipher', description: 'A seal of the extension; the payment brings it back unread' }),
);
