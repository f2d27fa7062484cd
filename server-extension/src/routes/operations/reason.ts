import * as z from 'zod';

/** Neither control characters nor half a character: a database would keep them otherwise, or not at all. */
const TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;

/** What a person gives as the reason of a decision. */
export function reasonField(least: number, most: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(least, 'must say why')
    .max(most, `must have at most ${most} characters`)
    .regex(TEXT, 'must be text without control characters');
}
