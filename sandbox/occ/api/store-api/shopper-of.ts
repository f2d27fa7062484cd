import type { Request } from 'express';
import type { Profile } from '../../profiles/profiles.ts';

/** The shopper who makes a request: undefined for a guest, 401 for a token that is no longer good. */
export type ShopperOf = (req: Request) => Profile | undefined;
