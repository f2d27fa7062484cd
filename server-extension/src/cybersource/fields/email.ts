import { domainToASCII } from 'node:url';

/** CyberSource: `email`, characters. */
const CHARACTERS_MAX = 255;

/**
 * An e-mail address, without the name or `mailto:` around it and with an international domain in letters that every
 * program knows.
 *
 * @returns undefined for what is none, or too long: half of one would be another person's.
 */
export function toEmail(text: string): string | undefined {
  const bare = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  const [, local = '', domain = ''] =
    /^([^\s@<>()[\],;:"\\\p{Cc}\p{Cs}]{1,64})@([^\s@]+)$/u.exec(bare.trim().replace(/^mailto:/i, '')) ?? [];
  const host = ASCII.test(domain) ? domain : domainToASCII(domain);
  const address = `${local}@${host}`;
  return local !== '' && DOMAIN.test(host) && address.length <= CHARACTERS_MAX ? address : undefined;
}

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
const DOMAIN = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i;
