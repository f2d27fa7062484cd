import crypto, { createHash } from 'node:crypto';
import type { CommandKey } from './ids.ts';

/** Node has it from 20.12 on. */
const { hash } = crypto as Partial<Pick<typeof crypto, 'hash'>>;

/** SHA-256 of something that is there as a whole: in one go where Node can, which is three times as fast for short texts. */
export const sha256: (data: string | Buffer, encoding: 'hex' | 'base64' | 'base64url') => string =
  hash === undefined
    ? (data, encoding) => createHash('sha256').update(data).digest(encoding)
    : (data, encoding) => hash('sha256', data, encoding);

/** A command's key in short, as the gateway's records show it beside what a command did. */
export function commandDigest(key: CommandKey): string {
  return sha256(key, 'hex').slice(0, 12);
}
