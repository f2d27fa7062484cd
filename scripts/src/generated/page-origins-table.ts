import { settings } from '../../../gateway-settings/settings.ts';
import { code, markdownTable } from './markdown.ts';

type Directive = 'script-src' | 'frame-src' | 'form-action' | 'connect-src';

interface PageOrigin {
  /** The live one, then CyberSource's test environment where that has its own. */
  readonly origins: readonly string[];
  readonly directives: readonly Directive[];
  readonly why: string;
}

/** Everything from elsewhere that the widgets bring into a page of the shop. */
const pageOrigins: readonly PageOrigin[] = [
  {
    origins: ["'self'"],
    directives: ['script-src', 'connect-src', 'frame-src'],
    why: 'The widget, its calls to the extension, and the page on which 3-D Secure comes back',
  },
  {
    origins: ['https://flex.cybersource.com', 'https://testflex.cybersource.com'],
    directives: ['script-src', 'frame-src'],
    why: 'Card fields: the library, loaded with the integrity value that CyberSource has signed, and its frames',
  },
  {
    origins: ['https://centinelapi.cardinalcommerce.com', 'https://centinelapistag.cardinalcommerce.com'],
    directives: ['frame-src', 'form-action'],
    why: '3-D Secure: collecting the browser’s data, and the issuer’s challenge',
  },
  {
    origins: [originOf(defaultOf('googlePaySdkUrl'))],
    directives: ['script-src', 'frame-src', 'connect-src'],
    why: 'Google Pay: script and sheet, when a shopper may choose it (setting `googlePaySdkUrl`)',
  },
  {
    origins: ['https://applepay.cdn-apple.com'],
    directives: ['script-src'],
    why: 'Apple Pay: script, only in browsers that do not have Apple Pay built in',
  },
  {
    origins: [originOf(defaultOf('deviceFingerprintUrl'))],
    directives: ['script-src', 'frame-src'],
    why: 'Device fingerprint, where the storefront collects it (setting `deviceFingerprintUrl`)',
  },
];

/** What the content security policy of a page with a widget has to allow. */
export function pageOriginsTable(): string {
  const rows = pageOrigins.map(({ origins, directives, why }) => [
    origins.map(code).join('; test: '),
    directives.map(code).join(' '),
    why,
  ]);
  return markdownTable(['Origin', 'Directives', 'What for'], rows);
}

function defaultOf(id: string): string {
  const setting = settings.find((each) => each.id === id);
  if (setting === undefined || !('default' in setting) || typeof setting.default !== 'string')
    throw new Error(`The setting ${id} has no default address.`);
  return setting.default;
}

function originOf(url: string): string {
  return new URL(url).origin;
}
