import crypto, { createHash } from 'node:crypto';

/** Node has it from 20.12 on. */
const { hash } = crypto as Partial<Pick<typeof crypto, 'hash'>>;

/** SHA-256 of something that is there as a whole: in one go where Node can, which is three times as fast for short texts. */
export const sha256: (data: string | Buffer, encoding: 'hex' | 'base64' | 'base64url') => string =
  hash === undefined
    ? (data, encoding) => createHash('sha256').update(data).digest(encoding)
    : (data, encoding) => hash('sha256', data, encoding);
