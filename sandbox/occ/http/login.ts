import { timingSafeEqual } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { bearerOf, parseInput, wrongMethod } from './http.ts';
import { OccProblem } from './problem.ts';
import type { ApiRoot, TokenGrant, Tokens } from './tokens.ts';
import { refuseOtherMethods } from '../../other-methods.ts';

/** Whom the token of a login speaks for. */
export type LoginSubject = Pick<TokenGrant, 'subject' | 'user'>;

/** Who may log in at an API. */
export interface LoginCredentials {
  /** Undefined when the credentials are wrong, or a one-time code is missing that this user needs. */
  readonly byPassword: (username: string, password: string, oneTimeCode?: string) => LoginSubject | undefined;
  /** Absent where OCC takes no application key: in the store. */
  readonly applicationKey?: string;
}

/** The id of the one registered application. */
const APPLICATION_ID = 'sandbox-application';

const LoginWithCode = z.object({
  grant_type: z.literal('password'),
  username: z.string(),
  password: z.string(),
  totp_code: z.string(),
});

const USER_SECONDS = 15 * 60;
const APPLICATION_SECONDS = 5 * 60;

const Login = z.discriminatedUnion('grant_type', [
  z.object({ grant_type: z.literal('password'), username: z.string(), password: z.string() }),
  z.object({ grant_type: z.literal('client_credentials') }),
]);

/** `login`, `refresh` and `verify` of one API. A person's token lives 15 minutes, an application's 5. */
export function createLogin(root: ApiRoot, tokens: Tokens, credentials: LoginCredentials): Router {
  const router = express.Router();

  router.post('/login', (req, res) => {
    const login = parseInput(Login, req.body);
    const subject =
      login.grant_type === 'password'
        ? credentials.byPassword(login.username, login.password)
        : applicationOf(req, credentials);
    if (subject === undefined) throw new OccProblem(401, 'Wrong user name, password or application key.');
    const lifetimeSeconds = login.grant_type === 'password' ? USER_SECONDS : APPLICATION_SECONDS;
    res.json(tokens.issue({ root, ...subject, lifetimeSeconds }));
  });

  router.post('/mfalogin', (req, res) => {
    const { username, password, totp_code: code } = parseInput(LoginWithCode, req.body);
    const subject = credentials.byPassword(username, password, code);
    if (subject === undefined) throw new OccProblem(401, 'Wrong user name, password or one-time code.');
    res.json(tokens.issue({ root, ...subject, lifetimeSeconds: USER_SECONDS }));
  });

  router.post('/refresh', (req, res) => {
    res.json(tokens.issue(tokens.require(req, root)));
  });

  router.post('/verify', (req, res) => {
    tokens.require(req, root);
    res.json({ success: true });
  });

  return refuseOtherMethods(router, wrongMethod);
}

function applicationOf(req: Request, { applicationKey }: LoginCredentials): LoginSubject | undefined {
  const key = bearerOf(req);
  return applicationKey !== undefined && key !== undefined && sameText(key, applicationKey)
    ? { subject: APPLICATION_ID }
    : undefined;
}

/** Compares two secrets in a time that depends on their length only. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
