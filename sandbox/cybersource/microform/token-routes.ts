/** `POST /flex/v2/tokens`: a sealed card goes in, a transient token comes out. */
import express from 'express';
import { refuseOtherMethods } from '../../other-methods.ts';
import { wrongMethod } from '../api/http/receive.ts';
import type { MicroformVault, MicroformCard } from './cards/card-vault.ts';
import { requireCaptured, type CapturedCard, type CapturedCode } from './cards/captured-card.ts';
import { openEnvelope } from './envelope.ts';
import type { Sessions } from './sessions.ts';
import { contextUsedUp, notAnEnvelope, TokenRefusal, toRefusalBody } from './cards/token-refusal.ts';
import { issueTransientToken } from './transient-token.ts';

const MOST_BYTES = '64kb';

/** Builds the routes. Scripts may call them from `origin` only, where the card frames live. */
export function tokenRoutes(deps: {
  readonly origin: string;
  readonly sessions: Sessions;
  readonly vault: MicroformVault;
  readonly now: () => Date;
}): express.Router {
  const { origin, sessions, vault, now } = deps;
  const routes = express.Router();

  async function tokenize(jwe: string): Promise<string> {
    const { session, data } = await openEnvelope(jwe, sessions.find);
    const captured = requireCaptured(data, session.request.allowedCardNetworks);
    if (!sessions.use(session)) throw contextUsedUp();
    const { jwt, jti, content, expiresAt } = await issueTransientToken(captured, session, now());
    vault.deposit({
      jti,
      content,
      card: { merchantId: session.merchantId, ...kept(captured) },
      verificationKey: session.key.publicJwk,
      expiresAt,
    });
    return jwt;
  }

  routes.use('/flex/v2/tokens', (_req, res, next) => {
    res.set('Access-Control-Allow-Origin', origin).vary('Origin').set('Cache-Control', 'no-store');
    next();
  });

  routes.options('/flex/v2/tokens', (_req, res) => {
    res
      .set('Access-Control-Allow-Methods', 'POST')
      .set('Access-Control-Allow-Headers', 'Content-Type')
      .status(204)
      .end();
  });

  routes.post(
    '/flex/v2/tokens',
    express.text({ type: 'application/jwt', limit: MOST_BYTES }),
    async (req, res) => {
      const body: unknown = req.body;
      try {
        if (typeof body !== 'string') throw notAnEnvelope();
        const jwt = await tokenize(body);
        res.status(201).type('application/jwt').send(Buffer.from(jwt));
      } catch (error) {
        if (!(error instanceof TokenRefusal)) throw error;
        res.status(error.status).json(toRefusalBody(error));
      }
    },
  );

  return refuseOtherMethods(routes, wrongMethod);
}

// What the number's digits allow is for the page to know; the payment goes by the type that was chosen.
function kept(captured: CapturedCard | CapturedCode): Omit<MicroformCard, 'merchantId'> | CapturedCode {
  if (!('number' in captured)) return captured;
  const { number, type, expirationMonth, expirationYear, securityCode } = captured;
  return {
    number,
    type,
    expirationMonth,
    expirationYear,
    ...(securityCode !== undefined && { securityCode }),
  };
}
