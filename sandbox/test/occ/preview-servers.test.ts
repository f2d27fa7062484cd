import { zipSync } from 'fflate';
import { expect } from 'chai';
import { startRig, type Answer, type Rig } from './rig.ts';

const NAME = 'hello.zip';
const manifest = { name: 'hello', version: '1.0.0', main: 'lib/index.js', publicUrls: [] };
const aZip = (words: string): Uint8Array<ArrayBuffer> => {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
  return new Uint8Array(
    zipSync({
      'package.json': bytes(JSON.stringify(manifest)),
      'lib/index.js': bytes(`module.exports = require('express').Router(); // ${words}`),
    }),
  );
};

/** OCC's REST reference, server extensions: `preview`, `preview/enable`, `promoteFiles`, `promoteStatus`. */
describe('extension servers of OCC, live and preview', function () {
  this.timeout(60_000);
  let rig: Rig;
  let admin: Record<string, string>;

  before(async () => {
    rig = await startRig();
    admin = await rig.login('ccadmin');
  });
  after(() => rig.close());

  const get = (path: string): Promise<Answer> =>
    rig.call('GET', `/ccadmin/v1/serverExtensions${path}`, undefined, admin);
  const post = (path: string, body: object): Promise<Answer> =>
    rig.call('POST', `/ccadmin/v1/serverExtensions${path}`, body, admin);
  const upload = async (words: string): Promise<void> => {
    const form = new FormData();
    form.set('filename', NAME);
    form.set('uploadType', 'extensions');
    form.set('force', 'true');
    form.set('fileUpload', new Blob([aZip(words)]), NAME);
    const url = `${rig.occ.url}/ccadmin/v1/serverExtensions`;
    expect((await fetch(url, { method: 'POST', headers: admin, body: form })).status).to.equal(200);
  };
  /** The checksum of the one file on a server. */
  const on = async (environmentType: 'live' | 'preview'): Promise<unknown> => {
    const { body } = await get(`?environmentType=${environmentType}`);
    return (body['items'] as { name: string; checksum: number }[]).find(({ name }) => name === NAME)
      ?.checksum;
  };

  it('are live ones alone until preview is enabled', async () => {
    expect((await get('/preview')).body).to.include({ previewEnabled: false, progress: 'none' });
    await upload('first');
    expect(await on('live')).to.be.a('number');
    expect(await on('preview')).to.equal(undefined);
    expect((await get('')).body['items']).to.have.length(1);
  });

  it('begin with the same files when preview is enabled, which cannot be taken back', async () => {
    expect((await post('/preview/enable', { enable: false })).status).to.equal(400);
    const enabled = await post('/preview/enable', { enable: true });
    expect(enabled.body).to.include({ previewEnabled: true, progress: 'provisioning_complete' });
    expect(await on('preview')).to.equal(await on('live'));
  });

  it('get an upload on preview, and on live when it is promoted', async () => {
    const first = await on('live');
    await upload('second');
    expect(await on('live')).to.equal(first);
    const second = await on('preview');
    expect(second).not.to.equal(first);
    expect((await post('/promoteFiles', { paths: [NAME] })).body).to.include({ promoteInitiated: true });
    const status = await get('/promoteStatus');
    expect(status.body).to.include({ state: 'completed', success: true });
    expect(status.body['extensions']).to.deep.equal([NAME]);
    expect(await on('live')).to.equal(second);
  });

  it('are promoted nothing that preview does not have', async () => {
    expect((await post('/promoteFiles', { paths: ['none.zip'] })).status).to.equal(400);
    expect((await post('/promoteFiles', { paths: [] })).status).to.equal(400);
  });

  it('take a push of OCC’s configuration, by which no file moves', async () => {
    await upload('third');
    const before = await on('live');
    const pushed = await rig.call('POST', '/ccadmin/v1/servers/push', { environmentType: 'preview' }, admin);
    expect(pushed.status).to.equal(204);
    expect(await on('live')).to.equal(before);
  });
});
