/** OCC's admin API, as far as the extension reads it before it pays. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../../../sandbox/announce.ts';
import { gatewayId } from '../../../gateway-settings/settings.ts';
import { ORIGIN } from '../protocol.ts';

/** CyberSource's public test credential. */
const channel = {
  paymentMethodTypes: 'card,generic',
  paymentOptions: 'card',
  merchantID: 'testrest',
  merchantKeyId: '08c94330-f618-42a3-b09d-e1e43be5efda',
  merchantsecretKey: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
  authenticationType: 'JWT',
  jwtKeyType: 'SHARED_SECRET',
  runEnvironment: 'apitest.cybersource.com',
  payerAuthEnabled: false,
  allowedOrigins: ORIGIN,
  ...(process.env['KEY_FILE'] !== undefined && withKeyFile(process.env['KEY_FILE'])),
};

/** Signs with a key file and encrypts requests and answers; name, alias and password of the sandbox's file are the same word. */
function withKeyFile(name: string): Readonly<Record<string, string>> {
  return {
    jwtKeyType: 'P12',
    keyFileName: name,
    keyAlias: name,
    keyPass: name,
    messageEncryptionEnabled: 'Yes',
  };
}

const answers: Readonly<Record<string, object>> = {
  'POST /ccadmin/v1/login': { access_token: 'bench', token_type: 'bearer', expires_in: 300 },
  [`GET /ccadmin/v1/sitesettings/${gatewayId}`]: {
    id: gatewayId,
    data: { agent: channel, preview: channel, storefront: channel },
  },
  'GET /ccadmin/v1/sites/siteUS': { id: 'siteUS', productionURL: ORIGIN },
  'GET /ccstore/v1/payment/types': [{ code: '001', name: 'Visa', value: 'visa', type: 'card' }],
};

const server = createServer((req, res) => {
  const answer = answers[`${req.method ?? ''} ${req.url ?? ''}`];
  req.resume();
  res.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
  res.end(JSON.stringify(answer ?? { status: '404', message: 'Not in this stub.' }));
});
server.listen(0, '127.0.0.1', () => {
  announce('OCC stub', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
