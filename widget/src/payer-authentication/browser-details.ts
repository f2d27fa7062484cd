/** Below it, in CSS pixels, the issuer's page gets the whole screen. */
const PHONE_WIDTH = 640;

/** A window, as much of it as issuers want to know. */
interface BrowserWindow {
  readonly navigator: { readonly userAgent: string; readonly language: string };
  readonly screen: { readonly width: number; readonly height: number; readonly colorDepth: number };
}

/**
 * What the issuer is told of the browser (CyberSource: payer authentication, enrolment inputs). All of it is text, as the
 * browser says it: the extension makes it fit.
 */
export function toBrowserDetails(page: BrowserWindow): Record<string, string> {
  const { navigator, screen } = page;
  const isPhone = screen.width < PHONE_WIDTH;
  return {
    deviceChannel: 'Browser',
    acsWindowSize: isPhone ? '05' : '03',
    userAgentBrowserValue: navigator.userAgent,
    // What `fetch` sends; the extension says what it has heard.
    httpAcceptBrowserValue: '*/*',
    httpBrowserLanguage: navigator.language,
    httpBrowserJavaEnabled: 'false',
    httpBrowserJavaScriptEnabled: 'true',
    httpBrowserColorDepth: String(screen.colorDepth),
    httpBrowserScreenHeight: String(screen.height),
    httpBrowserScreenWidth: String(screen.width),
    httpBrowserTimeDifference: String(new Date().getTimezoneOffset()),
  };
}
