import type { Authorize, BrowserDetails, PayerAuthentication } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { CustomProperties } from './body/custom-properties.ts';
import type { Webhook } from './webhook.ts';

/**
 * Whether the issuer is asked whether it is the cardholder who pays: where the site wants it, the shopper is there to
 * answer, and the method has not asked already.
 */
export function isToBeAuthenticated(
  webhook: Webhook,
  { initiation }: Authorize,
  { payerAuthenticationEnabled }: GatewaySettings,
): boolean {
  if (!payerAuthenticationEnabled || initiation.by !== 'shopper') return false;
  return webhook.method?.webhook.asksIssuer(webhook) === true;
}

/** The question to the issuer. @param challengeMandated over what browser and settings say. */
export function toEnrolment(
  { customProperties }: Webhook,
  { instrument }: Authorize,
  { challengeWhenSaving }: GatewaySettings,
  returnUrl: string,
  challengeMandated: boolean,
): PayerAuthentication {
  const referenceId = wordOf(customProperties, 'referenceId', /^[\w-]{1,255}$/);
  const windowSize = wordOf(customProperties, 'acsWindowSize', /^0[1-5]$/);
  const saves = instrument.kind === 'transient-token' && instrument.save;
  return {
    step: 'enroll',
    ...present({ referenceId }),
    returnUrl,
    deviceChannel: customProperties.get('deviceChannel') === 'SDK' ? 'SDK' : 'Browser',
    challengeMandated:
      challengeMandated || customProperties.get('challengeCode') === '04' || (saves && challengeWhenSaving),
    ...present({ windowSize }),
  };
}

const NUMBER = /^\d{1,6}$/;

/** What the browser says about itself; undefined when it says nothing. Facts that make no sense are left out. */
export function toBrowserDetails(properties: CustomProperties): BrowserDetails | undefined {
  const text = (name: string): string | undefined => wordOf(properties, name, /\S/);
  const details = present({
    userAgent: text('userAgentBrowserValue') ?? text('userAgent'),
    // Browsers say one thing of both; storefronts send one of them at times.
    accept: text('httpAcceptBrowserValue') ?? text('httpAcceptContent'),
    acceptContent: text('httpAcceptContent') ?? text('httpAcceptBrowserValue'),
    language: text('httpBrowserLanguage'),
    javaEnabled: yesOrNo(text('httpBrowserJavaEnabled')),
    javaScriptEnabled: yesOrNo(text('httpBrowserJavaScriptEnabled')),
    colorDepth: wordOf(properties, 'httpBrowserColorDepth', /^\d{1,3}$/),
    screenHeight: wordOf(properties, 'httpBrowserScreenHeight', NUMBER),
    screenWidth: wordOf(properties, 'httpBrowserScreenWidth', NUMBER),
    timeDifference: wordOf(properties, 'httpBrowserTimeDifference', /^-?\d{1,4}$/),
  });
  return Object.keys(details).length === 0 ? undefined : details;
}

function yesOrNo(word: string | undefined): boolean | undefined {
  if (word === undefined) return undefined;
  return /^(true|y|yes)$/i.test(word);
}

function wordOf(properties: CustomProperties, name: string, shape: RegExp): string | undefined {
  const word = properties.get(name);
  return word !== undefined && shape.test(word) ? word : undefined;
}
