import { readFile } from 'node:fs/promises';
import { jsonIn } from '../../domain/json/json-object.ts';
import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { ROUTE_PREFIX, type RouteDeclaration } from '../../http/route.ts';
import type { PackageUrls } from '../../payments/health/configuration/process.ts';

/** OCC: server-side extensions, `package.json`. */
const manifest = lazy(() =>
  z.object({
    publicUrls: z.array(z.string()),
    authenticatedUrls: z.array(z.union([z.string(), z.object({ url: z.string() })])).default([]),
    whitelistUrls: z.array(z.string()).default([]),
  }),
);

/** Where OCC serves extensions. */
const MOUNT = '/ccstorex/custom';

/** Reads the lists of the package that OCC runs. Undefined where there is none, or one without lists: OCC did not unpack it. */
export async function readPackageUrls(
  packageFile: string | undefined,
  routes: readonly Pick<RouteDeclaration, 'path'>[],
): Promise<PackageUrls | undefined> {
  if (packageFile === undefined) return undefined;
  const text = await readFile(packageFile, 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : manifest().safeParse(jsonIn(text));
  if (parsed?.success !== true) return undefined;
  const { publicUrls, authenticatedUrls, whitelistUrls } = parsed.data;
  const listed = new Set([
    ...publicUrls,
    ...authenticatedUrls.map((each) => (typeof each === 'string' ? each : each.url)),
  ]);
  const needed = [...new Set(routes.map(({ path }) => MOUNT + ROUTE_PREFIX + path))];
  return { unlistedRoutes: needed.filter((url) => !listed.has(url)), callable: whitelistUrls };
}
