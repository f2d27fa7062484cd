import express, { type Router } from 'express';
import { zipSync } from 'fflate';
import { queryOf } from '../../http/http.ts';
import { OccProblem } from '../../http/problem.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { createServerRoutes } from '../admin-api/server-extensions.ts';

/** The extension servers' own API, `/ccadminx/custom/v1`: logs, and what older releases have here. Needs an admin token. */
export function createAdminxApi(tenant: Tenant): Router {
  const { tokens, serverLog, serverExtensions, now } = tenant;
  const router = express.Router();

  router.use((req, _res, next) => {
    tokens.require(req, 'ccadmin');
    next();
  });

  router.get('/logs', (req, res) => {
    if (queryOf(req, 'format') !== 'zip') throw new OccProblem(400, 'format is zip.');
    const day = queryOf(req, 'date') ?? today();
    const text = linesOf(day, queryOf(req, 'loggingLevel')).join('\n');
    res
      .type('application/x-zip-compressed')
      .send(Buffer.from(zipSync({ [`server-${day}.log`]: Buffer.from(text) })));
  });

  router.get('/logs/tail', (req, res) => {
    const lines = linesOf(queryOf(req, 'date') ?? today(), queryOf(req, 'loggingLevel'));
    res.type('text/plain').send(lines.slice(-TAIL).join('\n'));
  });

  router.use(createServerRoutes(serverExtensions));
  return router;

  function today(): string {
    return now().toISOString().slice(0, 10).replaceAll('-', '');
  }

  function linesOf(day: string, level = 'debug'): readonly string[] {
    if (!/^\d{8}$/.test(day)) throw new OccProblem(400, 'date is a day as yyyyMMdd.');
    const shown = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
    if (shown.length === 0) throw new OccProblem(400, `loggingLevel is one of ${LEVELS.join(', ')}.`);
    return serverLog.lines(day).filter((line) => shown.includes(levelOf(line)));
  }
}

/** How many lines `tail` shows. */
const TAIL = 500;
const LEVELS = ['error', 'warning', 'info', 'debug'];

/** What an extension prints past its logger has no level and is always shown. */
function levelOf(line: string): string {
  return /"level":"(\w+)"/.exec(line)?.[1] ?? 'error';
}
