/** Everything from elsewhere that the widgets bring into a page of the shop, and why. */
import { settings } from '../../../gateway-settings/settings.ts';

/** The pages that PCI DSS 6.4.3 and 11.6.1 are about: where card details are typed, and where saved cards are shown and added. */
export type PageKind = 'checkout' | 'account';

/** The directives of a content security policy that differ from page to page. */
export type OriginDirective = 'script-src' | 'frame-src' | 'form-action' | 'connect-src' | 'img-src';

/** An origin that pages with a widget need. */
export interface PageOrigin {
  /** Whose it is, as an assessor names third parties. */
  readonly owner: string;
  readonly pages: readonly PageKind[];
  /** The live one, then CyberSource's test environment where that has its own. */
  readonly origins: readonly string[];
  readonly directives: readonly OriginDirective[];
  readonly why: string;
  /** Addresses of its scripts that stay the same, which the page's HTML does not name. */
  readonly scripts?: readonly string[];
}

/** Everything from elsewhere that the widgets bring into a page of the shop. */
export const pageOrigins: readonly PageOrigin[] = [
  {
    owner: 'The shop',
    pages: ['checkout', 'account'],
    origins: ["'self'"],
    directives: ['script-src', 'connect-src', 'frame-src'],
    why: 'The widget, its calls to the extension, and the page on which 3-D Secure comes back',
  },
  {
    owner: 'CyberSource',
    pages: ['checkout', 'account'],
    origins: ['https://flex.cybersource.com', 'https://testflex.cybersource.com'],
    directives: ['script-src', 'frame-src'],
    why: 'Card fields: the library, loaded with the integrity value that CyberSource has signed, and its frames',
  },
  {
    owner: 'Cardinal Commerce (Visa)',
    pages: ['checkout', 'account'],
    origins: ['https://centinelapi.cardinalcommerce.com', 'https://centinelapistag.cardinalcommerce.com'],
    directives: ['frame-src', 'form-action'],
    why: '3-D Secure: collecting the browser’s data, and the issuer’s challenge',
  },
  {
    owner: 'Google',
    pages: ['checkout'],
    origins: [originOf(defaultOf('googlePaySdkUrl'))],
    directives: ['script-src', 'frame-src', 'connect-src'],
    why: 'Google Pay: script and sheet, when a shopper may choose it (setting `googlePaySdkUrl`)',
    scripts: [defaultOf('googlePaySdkUrl')],
  },
  {
    owner: 'Apple',
    pages: ['checkout'],
    origins: ['https://applepay.cdn-apple.com'],
    directives: ['script-src'],
    why: 'Apple Pay: script, only in browsers that do not have Apple Pay built in',
  },
  {
    owner: 'ThreatMetrix (LexisNexis)',
    pages: ['checkout'],
    origins: [originOf(defaultOf('deviceFingerprintUrl'))],
    directives: ['script-src', 'frame-src', 'connect-src', 'img-src'],
    why: 'Device fingerprint for fraud screening: its script and what that sends, where an organization is set (settings `deviceFingerprintUrl`, `deviceFingerprintOrgId`)',
  },
];

function defaultOf(id: string): string {
  const setting = settings.find((each) => each.id === id);
  if (setting === undefined || !('default' in setting) || typeof setting.default !== 'string')
    throw new Error(`The setting ${id} has no default address.`);
  return setting.default;
}

function originOf(url: string): string {
  return new URL(url).origin;
}
