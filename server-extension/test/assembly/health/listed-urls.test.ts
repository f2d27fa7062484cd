import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readPackageUrls } from '../../../src/assembly/health/listed-urls.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { checkListedUrls } from '../../../src/payments/health/configuration/process.ts';
import { declareRoutes } from '../../../src/routes/routes.ts';

const PACKAGE = new URL('../../../package.json', import.meta.url);
const PLACE = { site: 'siteUS', channel: 'storefront' };

describe('The lists in package.json of the extension that OCC runs', () => {
  const routes = declareRoutes(paymentMethods);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lists-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function written(change: (manifest: Record<string, string[]>) => void): Promise<string> {
    const manifest = JSON.parse(await readFile(PACKAGE, 'utf8')) as Record<string, string[]>;
    change(manifest);
    const file = path.join(folder, 'package.json');
    await writeFile(file, JSON.stringify(manifest));
    return file;
  }

  it('have every address of the extension and every host of CyberSource', async () => {
    const lists = await readPackageUrls(await written(() => undefined), routes);
    const hosts = [{ ...PLACE, host: 'api.cybersource.com' }];
    expect(checkListedUrls(lists, hosts)).to.deep.equal([{ id: 'listed-urls', status: 'ok' }]);
  });

  it('are a fault that names the address, or site, channel and host, which they leave out', async () => {
    const file = await written((manifest) => {
      manifest['publicUrls'] = (manifest['publicUrls'] ?? []).filter((url) => !url.endsWith('/payments'));
      manifest['whitelistUrls'] = [];
    });
    const hosts = [{ ...PLACE, host: 'api.cybersource.com' }];
    const [address, host] = checkListedUrls(await readPackageUrls(file, routes), hosts);
    expect(address).to.include({ id: 'listed-urls', status: 'fault', setting: 'publicUrls' });
    expect(address?.problem).to.contain('/ccstorex/custom/isv-payment/v2/payments');
    expect(host).to.include({ ...PLACE, status: 'fault', setting: 'runEnvironment' });
    expect(host?.problem).to.contain('https://api.cybersource.com');
    expect(host?.remedy).to.contain('npm run package');
  });

  it('are not looked at on a server of one’s own, where nothing enforces them', async () => {
    expect(await readPackageUrls(undefined, routes)).to.equal(undefined);
    expect(await readPackageUrls(path.join(folder, 'nowhere.json'), routes)).to.equal(undefined);
    expect(checkListedUrls(undefined, [])).to.deep.equal([]);
  });
});
