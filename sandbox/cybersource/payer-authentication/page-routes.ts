/** Where browsers find the pages: device data collection, the issuer's challenge, and the way back. */
import express, { type Response } from 'express';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import { z } from 'zod';
import type { Authentications, OpenChallenge } from './authentications.ts';
import { challengePage, collectPage, errorPage, returnPage, type AuthenticationPage } from './pages.ts';

const form = z.object({
  JWT: z.string().max(8_192),
  MD: z.string().max(1_024).default(''),
  answer: z.enum(['confirmed', 'refused', 'cancelled']).optional(),
});

const collecting = z.object({ ReferenceId: z.string() });
const steppingUp = z.object({ Payload: z.object({ TransactionId: z.string() }) });

const NOT_OURS = 'The token is missing, has expired or is not of this sandbox.';

/** Builds the routes, which are public. */
export function authenticationPages({ tokens, challenge, answer }: Authentications): express.Router {
  const routes = express.Router();
  const fields = express.urlencoded({ extended: false, limit: '16kb' });

  routes.post('/V1/Cruise/Collect', fields, (req, res) => {
    const claims = collecting.safeParse(claimsOf(req.body));
    if (claims.success) sendPage(res, 200, collectPage(claims.data.ReferenceId));
    else sendPage(res, 400, errorPage(NOT_OURS));
  });

  routes.post('/V2/Cruise/StepUp', fields, (req, res) => {
    const opened = open(req.body);
    if (opened) sendPage(res, 200, challengePage(opened.challenge, opened.token, opened.merchantData));
    else sendPage(res, 400, errorPage(NOT_OURS));
  });

  routes.post('/V2/Cruise/Answer', fields, (req, res) => {
    const opened = open(req.body);
    if (opened?.said === undefined) {
      sendPage(res, 400, errorPage(NOT_OURS));
      return;
    }
    answer(opened.challenge.id, opened.said);
    sendPage(res, 200, returnPage(opened.challenge, opened.merchantData));
  });

  return refuseOtherMethods(routes, wrongMethod);

  function claimsOf(body: unknown): unknown {
    const sent = form.safeParse(body);
    return sent.success ? tokens.read(sent.data.JWT) : undefined;
  }

  function open(body: unknown): Opened | undefined {
    const sent = form.safeParse(body);
    const claims = steppingUp.safeParse(claimsOf(body));
    const found = claims.success ? challenge(claims.data.Payload.TransactionId) : undefined;
    if (!sent.success || found === undefined) return undefined;
    const { JWT: token, MD: merchantData, answer: said } = sent.data;
    return { challenge: found, token, merchantData, said };
  }
}

interface Opened {
  readonly challenge: OpenChallenge;
  readonly token: string;
  readonly merchantData: string;
  readonly said: 'confirmed' | 'refused' | 'cancelled' | undefined;
}

function sendPage(res: Response, status: number, { html, policy }: AuthenticationPage): void {
  res
    .status(status)
    .set('Content-Security-Policy', policy)
    .set('X-Content-Type-Options', 'nosniff')
    // The shop's address is none of the issuer's business, and a form has to say where it comes from.
    .set('Referrer-Policy', 'no-referrer')
    .type('html')
    .send(html);
}
