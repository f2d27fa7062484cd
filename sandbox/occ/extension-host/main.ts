// Runs an extension as OCC's Node servers do: node sandbox/occ/extension-host/main.ts
import path from 'node:path';
import { z } from 'zod';
import { announce } from '../../announce.ts';
import { runUntilStopped } from '../../process.ts';
import { startExtensionHost } from './start.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const Environment = z.object({
  EXTENSION_PORT: z.coerce.number().int().min(0).max(65_535).default(8082),
  EXTENSION_PACKAGE: z.string().default('build/occ-cybersource-extension.zip'),
  OCC_URL: z.url().default('http://127.0.0.1:8080'),
  APPLICATION_KEY: z.string().default('sandbox-application-key'),
  RAW_BODY: z.enum(['buffer', 'string']).default('buffer'),
});

await runUntilStopped(async () => {
  const environment = Environment.safeParse(process.env);
  if (!environment.success) throw new Error(z.prettifyError(environment.error));
  const { EXTENSION_PORT, EXTENSION_PACKAGE, OCC_URL, APPLICATION_KEY, RAW_BODY } = environment.data;
  const host = await startExtensionHost({
    port: EXTENSION_PORT,
    extension: path.resolve(root, EXTENSION_PACKAGE),
    occUrl: OCC_URL.replace(/\/$/, ''),
    applicationKey: APPLICATION_KEY,
    rawBody: RAW_BODY,
  });
  announce('Extension host', host.url);
  return host;
});
