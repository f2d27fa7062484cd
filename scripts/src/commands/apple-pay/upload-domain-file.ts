import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { APPLE_DOMAIN_FILE } from '../../administration/doctor/shop-checks.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { uploadFile } from '../../administration/occ/files.ts';
import { listSites } from '../../administration/occ/sites.ts';
import { askAddress } from '../../administration/tenant/extension-client.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';
import { CommandProblem } from '../frame/command-problem.ts';

/** Where OCC keeps files for other programs. Releases differ in whether the site shows them without this folder, too. */
const FOLDER = '/thirdparty';

export const uploadDomainFile = defineCommand({
  name: 'apple-pay upload-domain-file',
  summary: 'put Apple’s domain association file on the site',
  description:
    'Download it from Apple Developer (Merchant IDs, Merchant Domains). Afterwards every site is asked for it at both addresses that OCC may show it at; where Apple’s own address does not have it, let your CDN answer there. ' +
    'Exit code 3 while one site has it at neither.',
  arguments: [
    { name: '<file>', description: 'apple-developer-merchantid-domain-association, as Apple gives it' },
  ],
  options: [...tenantOptions],
  examples: ['apple-pay upload-domain-file apple-developer-merchantid-domain-association --tenant live'],
  input: z.object({ ...tenantInput, file: z.string() }),
  result: z.strictObject({
    tenant: z.string(),
    bytes: z.number(),
    sites: z.array(
      z.strictObject({
        site: z.string(),
        url: z.string().meta({ description: 'Where it is; else where Apple looks for it' }),
        found: z.enum(['at-apples-address', 'elsewhere', 'no']),
      }),
    ),
  }),
  async run({ file, ...choice }, context) {
    const tenant = await chooseTenant(choice, context);
    const occ = createAdminClient(tenant);
    const content = await readFile(path.resolve(context.workingDirectory, file)).catch(() => {
      throw new CommandProblem('file-unreadable', `${file} cannot be read.`);
    });
    if (content.length === 0) throw new CommandProblem('file-unreadable', `${file} is empty.`);
    await uploadFile(occ, `${FOLDER}${APPLE_DOMAIN_FILE}`, content, 'thirdPartyFile');
    const sites = [];
    for (const { id, productionUrl } of await listSites(occ))
      sites.push(await findAt(id, originOf(productionUrl ?? tenant.storeUrl), content, tenant.name));
    return {
      result: { tenant: tenant.name, bytes: content.length, sites },
      found: sites.some(({ found }) => found === 'no'),
    };
  },
  show: ({ sites }) => columns(sites.map(({ site, found, url }) => [site, WORDS[found], url])),
});

const WORDS = {
  'at-apples-address': 'there',
  elsewhere: 'let your CDN answer Apple’s address with',
  no: 'not found',
} as const;

async function findAt(
  site: string,
  origin: string,
  content: Buffer,
  tenant: string,
): Promise<{ site: string; url: string; found: keyof typeof WORDS }> {
  const own = `${origin}${APPLE_DOMAIN_FILE}`;
  const folder = `${origin}${FOLDER}${APPLE_DOMAIN_FILE}`;
  const has = async (url: string): Promise<boolean> =>
    askAddress(url, tenant).then(
      ({ status, text }) => status === 200 && text === content.toString('utf8'),
      () => false,
    );
  if (await has(own)) return { site, url: own, found: 'at-apples-address' };
  if (await has(folder)) return { site, url: folder, found: 'elsewhere' };
  return { site, url: own, found: 'no' };
}

function originOf(address: string): string {
  return new URL(/^https?:\/\//i.test(address) ? address : `https://${address}`).origin;
}
