/** What the environment says about this OCC, checked. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { VariableValue } from './settings/environment-variables.ts';
import type { OccSandboxOptions } from './start.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const Key = z.base64().min(1);
const Json = z.string().transform((text, { issues }) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    issues.push({ code: 'custom', message: 'is not JSON', input: text });
    return z.NEVER;
  }
});

const Environment = z.object({
  SHOP_PORT: Port.default(8080),
  WEBHOOK_URL: z.url().optional(),
  EXTENSION_URL: z.url().default('http://127.0.0.1:8082'),
  SITE_SETTINGS: z.string().optional(),
  BUILD_FOLDER: z.string().default('build'),
  GATEWAY_PACKAGE: z.string().optional(),
  AMOUNT_CONVENTION: z.enum(['iso', 'two-digits']).default('iso'),
  WEBHOOK_SECRET: Key.optional(),
  WEBHOOK_SECRET_SHA1: Key.optional(),
  SEALING_SECRET: Key.optional(),
  EXTENSION_ENVIRONMENT: Json.pipe(z.record(z.string(), VariableValue)).default({}),
  EMPTY_TENANT: z.enum(['true', 'false']).default('false'),
  FIRST_ORDER_NUMBER: z.coerce.number().int().min(1).optional(),
});

const SiteSettings = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
);

/** The options that an environment asks for. Throws an error whose message names the variable. */
export function parseOccEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
  startedAt: Date,
): OccSandboxOptions {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const env = parsed.data;
  return {
    port: env.SHOP_PORT,
    extensionUrl: env.EXTENSION_URL,
    empty: env.EMPTY_TENANT === 'true',
    ...(env.WEBHOOK_URL === undefined ? {} : { webhookUrl: env.WEBHOOK_URL }),
    ...(env.EMPTY_TENANT === 'true'
      ? {}
      : {
          gatewayPackage: path.resolve(root, env.GATEWAY_PACKAGE ?? path.join(env.BUILD_FOLDER, 'gateway')),
        }),
    siteSettings: env.SITE_SETTINGS === undefined ? {} : readSiteSettings(env.SITE_SETTINGS),
    amountConvention: env.AMOUNT_CONVENTION,
    secrets: {
      ...(env.WEBHOOK_SECRET === undefined ? {} : { webhook: env.WEBHOOK_SECRET }),
      ...(env.WEBHOOK_SECRET_SHA1 === undefined ? {} : { webhookSha1: env.WEBHOOK_SECRET_SHA1 }),
      ...(env.SEALING_SECRET === undefined ? {} : { sealing: env.SEALING_SECRET }),
    },
    environment: env.EXTENSION_ENVIRONMENT,
    firstOrderNumber: env.FIRST_ORDER_NUMBER ?? orderNumberAt(startedAt),
  };
}

/**
 * Orders live in memory, an extension's journal may not: after a restart the same order id would name another order.
 * So the first number follows the clock, one for each ten seconds since 2026.
 */
function orderNumberAt(at: Date): number {
  return 10_001 + Math.max(0, Math.floor((at.getTime() - Date.UTC(2026, 0, 1)) / 10_000));
}

function readSiteSettings(file: string): NonNullable<OccSandboxOptions['siteSettings']> {
  const parsed = SiteSettings.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
