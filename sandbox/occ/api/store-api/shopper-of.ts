import type { Request } from 'express';
import type { Profile } from '../../profiles/profiles.ts';

/** Finds out who shops: undefined for a guest, 401 for a token that is no longer good. */
export type ShopperOf = (req: Request) => Profile | undefined;
