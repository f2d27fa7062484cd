/**
 * Single values of a request. CyberSource's fields are text, but its own samples send years and amounts as JSON numbers,
 * and it takes them: a number counts as the text that it was written as, `"true"` as true, `"2"` as 2.
 */
import { z } from 'zod';
import { decimalsOf } from '../../values/currencies.ts';
import { AMOUNT } from '../../values/money.ts';

const written = z.union([z.string(), z.number()]).transform(String);

/** A text of `least` to `most` characters. */
export const text = (most: number, least = 0): z.ZodType<string> =>
  written.pipe(z.string().min(least).max(most));

/** A text of a given form. */
export const textLike = (form: RegExp): z.ZodType<string> => written.pipe(z.string().regex(form));

/** Yes or no. */
export const flag: z.ZodType<boolean> = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((word) => word === 'true'),
]);

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number): z.ZodType<number> =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(least).max(most));

/** CyberSource: amounts and currencies. */
export const amount = textLike(AMOUNT);

/** ISO 4217, in capitals or not. */
export const currency: z.ZodType<string> = written
  .transform((code) => code.toUpperCase())
  .refine((code) => decimalsOf(code) !== undefined);

/** An issuer's or a network's proof: base64 or hexadecimal digits of 6 to 64 bytes, from any issuer or network. */
export const cryptogram = textLike(/^(?:[\dA-Fa-f]{16,128}|[\w+/-]{8,86}={0,2})$/);
