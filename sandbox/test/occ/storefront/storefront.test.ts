import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { createStorefront } from '../../../occ/storefront/storefront.ts';
import { aWidgetFolder, type WidgetFolder } from './a-widget.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

describe('the files of the shop', () => {
  let widgets: WidgetFolder;
  let server: Server;

  before(async () => {
    widgets = aWidgetFolder();
    // Express prints what it answers 500 to, unless its environment says that this is a test.
    const app = express()
      .set('env', 'test')
      .use(createStorefront({ widgetFolder: widgets.folder }));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.close();
    widgets.remove();
  });

  /** Sends the path as it is: `fetch` would tidy it up first. */
  function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ port, path, headers, host: '127.0.0.1' }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => {
          const { statusCode = 0, headers: answered } = res;
          resolve({
            status: statusCode,
            type: answered['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8') + String(answered['set-cookie'] ?? ''),
          });
        });
      })
        .on('error', reject)
        .end();
    });
  }

  it('serves a widget as OCC does, under its type', async () => {
    const module = await get('/file/widget/testPayment/js/test-payment.js');
    expect(module.status).to.equal(200);
    expect(module.type).to.contain('javascript');
    const template = await get('/file/widget/testPayment/templates/display.template');
    expect(template.type).to.equal('text/html; charset=utf-8');
  });

  it('shows a rebuilt widget with the next request', async () => {
    widgets.write('js/later.js', 'define({ built: "first" });');
    expect((await get('/file/widget/testPayment/js/later.js')).text).to.contain('first');
    widgets.write('js/later.js', 'define({ built: "again" });');
    expect((await get('/file/widget/testPayment/js/later.js')).text).to.contain('again');
  });

  it('serves nothing outside the widgets', async () => {
    for (const path of [
      '/file/widget/../ext.json',
      '/file/widget/%2e%2e/%2e%2e/etc/passwd',
      '/library/..%2f..%2fpackage.json',
    ]) {
      expect((await get(path)).status, path).to.be.oneOf([400, 403, 404]);
    }
  });

  it('compiles the LESS of the widgets into the theme', async () => {
    const { text, type } = await get('/storefront.css');
    expect(type).to.contain('text/css');
    expect(text).to.match(/\.reference\s*\{\s*margin-top: 6px;/);
  });

  it('keeps the shop’s own style when the LESS of a widget is wrong, and says so in the sheet', async () => {
    widgets.write('less/widget.less', '.broken { color: @nowhere; }');
    const { status, text } = await get('/storefront.css');
    expect(status).to.equal(200);
    expect(text).to.contain('--accent').and.to.contain('testPayment: widget.less, line 1');
    widgets.write('less/widget.less', '@space: 3px; .reference { margin-top: @space * 2; }');
  });

  it('loads the libraries that the address asks for and remembers them for the session', async () => {
    const asked = await get('/?knockout=3.4&jquery=2&widgets=2');
    expect(asked.text)
      .to.contain('"knockout":"library/knockout-3.4"')
      .and.to.contain('"jquery":"library/jquery-2"');
    expect(asked.text).to.contain('storefront-variant=3.4-2-2-shop-en');
    const later = await get('/checkout', { cookie: 'theme=x; storefront-variant=3.4-2-2-shop-en' });
    expect(later.text).to.contain('"knockout":"library/knockout-3.4"').and.to.contain('testPayment-2');
  });

  it('ignores versions that it does not have', async () => {
    const { text } = await get('/?knockout=../../secret&jquery=9', {
      cookie: 'storefront-variant=1-1-1-1-xx',
    });
    expect(text)
      .to.contain('"knockout":"library/knockout-3.5"')
      .and.to.contain('"jquery":"library/jquery-3"');
  });

  it('lets nothing in a widget.json end the script that carries it', async () => {
    const wicked = { name: '</script><script>alert(1)</script>', javascript: 'x', pageTypes: ['checkout'] };
    widgets.write('../wicked/widget.json', JSON.stringify(wicked));
    const { text } = await get('/checkout');
    expect(text).to.contain('\\u003c/script>').and.not.to.contain('<script>alert(1)');
    widgets.write('../wicked/widget.json', JSON.stringify({ ...wicked, name: 'calm' }));
  });

  it('refuses a widget.json whose module lies elsewhere', async () => {
    widgets.write('../wicked/widget.json', JSON.stringify({ name: 'x', javascript: '../../../x' }));
    expect((await get('/checkout')).status).to.equal(500);
    widgets.write('../wicked/widget.json', JSON.stringify({ name: 'x', javascript: 'x' }));
  });
});
