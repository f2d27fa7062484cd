import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { CYBERSOURCE_HOSTS } from '../../../server-extension/src/cybersource/client/hosts.ts';
import { APPLE_HOSTS } from '../../../server-extension/src/methods/apple-pay/merchant-validation/hosts.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../../server-extension/src/routes/routes.ts';
import { inRepository, version } from '../program/repository.ts';
import { type GeneratedFile, generatedFile } from './generated-file.ts';
import { omsClient } from './clients/oms-client.ts';
import { postmanCollection } from './clients/postman-collection.ts';
import { toOpenApi } from './openapi/document.ts';
import { urlListsOf } from './url-lists.ts';

const PACKAGE = 'server-extension/package.json';

/** The API's document, the clients made of it, and the lists of addresses in the extension's `package.json`, from the routes and the hosts that are called. */
export async function apiFiles(): Promise<readonly GeneratedFile[]> {
  const routes = declareRoutes(paymentMethods);
  const api = toOpenApi(routes, version);
  const document = stringify(api, {
    lineWidth: 110,
    aliasDuplicateObjects: false,
    // Readers of YAML 1.1 take an unquoted time for a date.
    compat: 'yaml-1.1',
  });
  const manifest = JSON.parse(await readFile(inRepository(PACKAGE), 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  const whitelistUrls = [...CYBERSOURCE_HOSTS, ...APPLE_HOSTS].map((host) => `https://${host}`);
  return Promise.all([
    generatedFile('docs/openapi.yaml', `# Generated from the routes: npm run docs\n${document}`),
    generatedFile('docs/clients/oms-client.ts', omsClient(api)),
    generatedFile('docs/clients/postman-collection.json', JSON.stringify(postmanCollection(api, version))),
    generatedFile(PACKAGE, JSON.stringify({ ...manifest, ...urlListsOf(routes), whitelistUrls })),
  ]);
}
