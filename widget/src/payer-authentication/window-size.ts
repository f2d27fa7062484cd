import { dig } from '../values/dig.ts';
import { parseBase64Json } from '../values/jwt.ts';

/** EMV 3-D Secure: the size in CSS pixels for which the issuer made its page; undefined is the whole screen. */
export type WindowSize = readonly [width: number, height: number] | undefined;

/** EMV 3-D Secure: challenge window sizes. */
const SIZES: Readonly<Record<string, WindowSize>> = {
  '01': [250, 400],
  '02': [390, 400],
  '03': [500, 600],
  '04': [600, 400],
  '05': undefined,
};

/** The size in the challenge request that CyberSource passes on; the second one where it names none. */
export function toWindowSize(challengeRequest: unknown): WindowSize {
  try {
    const size = String(dig(parseBase64Json(String(challengeRequest)), ['challengeWindowSize']));
    return size in SIZES ? SIZES[size] : SIZES['02'];
  } catch {
    return SIZES['02'];
  }
}
