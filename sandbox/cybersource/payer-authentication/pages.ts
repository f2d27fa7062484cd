/** The pages of issuer and collector that open in frames of a checkout (CyberSource: payer authentication, sequence). */
import { randomBytes } from 'node:crypto';
import { toAmount } from '../values/money.ts';
import type { OpenChallenge } from './authentications.ts';

/** A page and the policy that goes with it. */
export interface AuthenticationPage {
  readonly html: string;
  readonly policy: string;
}

/** Collects nothing, and tells the page around it that it is done. */
export function collectPage(sessionId: string): AuthenticationPage {
  const message = { MessageType: 'profile.completed', SessionId: sessionId, Status: true };
  return page('Device data collection', '', {
    script: `parent.postMessage(${inScript(JSON.stringify(message))}, '*');`,
  });
}

/** The issuer's question. Fits the smallest window that issuers have, 250 by 400. */
export function challengePage(
  challenge: OpenChallenge,
  token: string,
  merchantData: string,
): AuthenticationPage {
  const { merchantId, money, lastDigits } = challenge;
  const body = `<main>
<h1>Is it you who pays?</h1>
<p>Sandbox Bank asks before your card is used.</p>
<dl>
<dt>Shop</dt><dd>${escaped(merchantId)}</dd>
<dt>Amount</dt><dd>${escaped(`${toAmount(money)} ${money.currency}`)}</dd>
<dt>Card</dt><dd>ending in ${escaped(lastDigits)}</dd>
</dl>
<form method="post" action="/V2/Cruise/Answer">
<input type="hidden" name="JWT" value="${escaped(token)}">
<input type="hidden" name="MD" value="${escaped(merchantData)}">
<button name="answer" value="confirmed" class="yes">Confirm</button>
<button name="answer" value="refused">Fail</button>
<button name="answer" value="cancelled">Cancel</button>
</form>
</main>`;
  return page('Confirm your payment', body, { formAction: "'self'" });
}

/** Sends the browser back to the shop. */
export function returnPage({ id, returnUrl }: OpenChallenge, merchantData: string): AuthenticationPage {
  if (returnUrl === '') {
    const sentence = 'The bank has your answer. The shop named no returnUrl, so this page leads nowhere.';
    return page('Answered', `<main><h1>Answered</h1><p>${sentence}</p></main>`, {});
  }
  const body = `<main>
<form method="post" action="${escaped(returnUrl)}">
<input type="hidden" name="TransactionId" value="${escaped(id)}">
<input type="hidden" name="MD" value="${escaped(merchantData)}">
<p>Back to the shop…</p>
<button class="yes">Continue</button>
</form>
</main>`;
  return page('Back to the shop', body, {
    formAction: new URL(returnUrl).origin,
    script: 'document.forms[0].submit();',
  });
}

/** What cannot be opened. */
export function errorPage(sentence: string): AuthenticationPage {
  return page(
    'This page cannot be shown',
    `<main><h1>This page cannot be shown</h1><p>${escaped(sentence)}</p></main>`,
    {},
  );
}

const STYLE = `body{margin:0;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff}
h1{font-size:1.25rem;margin:0 0 .5rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem .75rem;margin:1rem 0}
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
form{display:grid;gap:.5rem}
button{font:inherit;min-height:2.75rem;border:1px solid #57606a;border-radius:.375rem;background:#fff;color:inherit}
button.yes{background:#0b57d0;border-color:#0b57d0;color:#fff}
button:focus-visible{outline:3px solid #1b1f24;outline-offset:2px}`;

function page(
  title: string,
  body: string,
  { formAction = "'none'", script }: { readonly formAction?: string; readonly script?: string },
): AuthenticationPage {
  const nonce = randomBytes(16).toString('base64');
  const scriptElement = script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`;
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
${body}
${scriptElement}
</body>
</html>
`,
    policy: [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "base-uri 'none'",
      `form-action ${formAction}`,
    ].join('; '),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function inScript(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c');
}
