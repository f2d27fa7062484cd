import type { Authorize, BrowserDetails } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from '../fields/json.ts';

/** CyberSource: `processingInformation.actionList`, what payer authentication adds to it. */
export function authenticationActions({ authentication }: Authorize): readonly string[] {
  switch (authentication?.step) {
    case 'enroll':
      return ['CONSUMER_AUTHENTICATION'];
    case 'validate':
      return ['VALIDATE_CONSUMER_AUTHENTICATION'];
    case undefined:
      return [];
  }
}

/** CyberSource: a challenge is mandated. */
const CHALLENGE_MANDATED = '04';

/** CyberSource: `consumerAuthenticationInformation` of a payment; what came of a challenge it looks up itself. */
export function authentication({ authentication: asked }: Authorize): JsonObject {
  if (asked === undefined) return {};
  if (asked.step === 'validate') {
    const { authenticationTransactionId } = asked;
    return section('consumerAuthenticationInformation', { authenticationTransactionId });
  }
  return section('consumerAuthenticationInformation', {
    referenceId: asked.referenceId,
    returnUrl: asked.returnUrl,
    deviceChannel: asked.deviceChannel,
    acsWindowSize: asked.windowSize,
    challengeCode: asked.challengeMandated ? CHALLENGE_MANDATED : undefined,
  });
}

/** CyberSource: the browser's part of `deviceInformation`. */
export function browserFields(browser: BrowserDetails | undefined): JsonObject {
  if (browser === undefined) return {};
  return present({
    userAgentBrowserValue: browser.userAgent,
    httpAcceptBrowserValue: browser.accept,
    httpAcceptContent: browser.acceptContent,
    httpBrowserLanguage: browser.language,
    httpBrowserJavaEnabled: browser.javaEnabled,
    httpBrowserJavaScriptEnabled: browser.javaScriptEnabled,
    httpBrowserColorDepth: browser.colorDepth,
    httpBrowserScreenHeight: browser.screenHeight,
    httpBrowserScreenWidth: browser.screenWidth,
    httpBrowserTimeDifference: browser.timeDifference,
  });
}
