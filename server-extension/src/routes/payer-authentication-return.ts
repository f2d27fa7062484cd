import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { lazy } from '../domain/json/lazy.ts';
import type { SiteId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import { type Channel, channels } from '../domain/settings.ts';
import type { SettingsFor } from '../payments/ports/settings-for.ts';
import type { OriginCheck } from '../checkout/origin-check.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { formBody } from '../http/route-body.ts';
import type { Request, Response } from '../http/route.ts';
import { send } from '../http/send.ts';

export interface PayerAuthenticationReturnDeps {
  readonly settingsFor: SettingsFor;
  readonly originCheck: Pick<OriginCheck, 'origins'>;
}

/** CyberSource: `authenticationTransactionId`. */
const TRANSACTION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The replaced plugin: what its storefront has the issuer's page hand back as `MD`. */
const REPLACED_STOREFRONT = /^orderId=[^,&]*,channel=\w+$/;

/**
 * Where the issuer's page sends the shopper's browser when the challenge is over: a page in a frame of the checkout that
 * tells the checkout so, and nothing else. What came of the challenge only CyberSource says. Any browser may post
 * here, from any page; the answer speaks to the shop only.
 */
export const payerAuthenticationReturns: readonly Route<PayerAuthenticationReturnDeps>[] = [
  returnRoute({
    path: '/payerAuth/returnUrl',
    operationId: 'returnFromChallenge',
    summary: 'Where the issuer’s page sends the browser',
    isReplacedStorefront: (returned) => REPLACED_STOREFRONT.test(returned),
  }),
  returnRoute({
    path: '/payerAuthReturnUrl',
    operationId: 'returnFromChallengeAsSpeltBefore',
    summary: 'Where the issuer’s page sends the browser, as an earlier storefront spells the path',
    isReplacedStorefront: () => true,
  }),
];

interface ReturnRoute {
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  /** Whether the checkout around the page is the replaced plugin's, by the form's `MD`. */
  readonly isReplacedStorefront: (returned: string) => boolean;
}

function returnRoute({ isReplacedStorefront, ...named }: ReturnRoute): Route<PayerAuthenticationReturnDeps> {
  return defineRoute({
    ...named,
    method: 'POST',
    description:
      'A page in a frame of the checkout. It posts `{messageType: "transactionValidation", message: <TransactionId>}` to the window ' +
      'around it, on its own origin and on those of the site that `MD` names (`site=siteUS&channel=storefront`), and nowhere else. ' +
      'It is a notification: what came of the challenge, the payment says. The storefront of the replaced plugin parses `message` ' +
      'as JSON: where `MD` is its own (`orderId=o30446,channel=storefront`), or the path the earlier one, the id is in quotes.',
    caller: 'anyone',
    body: formBody(
      lazy(() =>
        z.object({
          TransactionId: z.string().regex(TRANSACTION_ID),
          MD: z
            .string()
            .optional()
            .meta({ examples: ['site=siteUS&channel=storefront'] }),
        }),
      ),
    ),
    problems: ['gateway-failure'],
    answers: {
      200: {
        description: 'The page',
        contentType: 'text/html',
        schema: lazy(() => z.string().regex(/^<!doctype html>[^]*<script nonce=/)),
      },
      400: {
        description: 'A page without a script, for a `TransactionId` that is none',
        contentType: 'text/html',
        schema: lazy(() => z.string().regex(/^<!doctype html>(?![^]*<script)/)),
      },
    },
    handler:
      (deps: PayerAuthenticationReturnDeps) =>
      async ({ req, res, body: form }) => {
        const transactionId = form.get('TransactionId') ?? '';
        if (!TRANSACTION_ID.test(transactionId)) {
          sendPage(res, 400, { body: '<p>This page has nothing to show.</p>', framedBy: ["'none'"] });
          return;
        }
        const returned = form.get('MD') ?? '';
        const origins = await originsOf(req, returned, deps);
        const nonce = randomBytes(16).toString('base64');
        const message = isReplacedStorefront(returned) ? JSON.stringify(transactionId) : transactionId;
        sendPage(res, 200, {
          body: `<p>Back to the shop…</p>\n<script nonce="${nonce}">${toScript(message, origins)}</script>`,
          nonce,
          // The extension is served below the shop's own address, unless the merchant runs it elsewhere.
          framedBy: ["'self'", ...origins],
        });
      },
  });
}

/** Of the site that the form names in `MD` (`site=…&channel=…`), which the issuer's page hands back unread. */
async function originsOf(
  req: Request,
  returned: string,
  { settingsFor, originCheck }: PayerAuthenticationReturnDeps,
): Promise<readonly string[]> {
  const said = new URLSearchParams(returned);
  const site = [said.get('site'), req.headers['x-ccsite']].find((each) => each !== null && each !== '');
  const channel: Channel = channels.find((each) => each === said.get('channel')) ?? 'storefront';
  if (typeof site !== 'string' || !/^[\w-]{1,64}$/.test(site)) return [];
  try {
    return await originCheck.origins(await settingsFor(site as SiteId, channel));
  } catch (error) {
    // An unknown site gets no message; the shop's own address still does.
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** A notification to the window around the frame; the browser delivers it to these origins only. */
function toScript(message: string, origins: readonly string[]): string {
  const notification = inScript({ messageType: 'transactionValidation', message });
  return `for (const origin of new Set([location.origin, ...${inScript(origins)}])) parent.postMessage(${notification}, origin);`;
}

function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

interface Page {
  readonly body: string;
  readonly nonce?: string;
  readonly framedBy: readonly string[];
}

function sendPage(res: Response, status: number, { body, nonce, framedBy }: Page): void {
  const policy = [
    "default-src 'none'",
    ...(nonce === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy.join(' ')}`,
  ].join('; ');
  const html = `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Payment confirmation</title>\n${body}\n</html>\n`;
  send(
    res,
    status,
    {
      'Content-Security-Policy': policy,
      'Content-Type': 'text/html; charset=utf-8',
      // Else the policy says more exactly who may embed it.
      ...(nonce === undefined && { 'X-Frame-Options': 'DENY' }),
    },
    html,
  );
}
