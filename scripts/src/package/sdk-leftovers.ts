import type { Plugin } from 'esbuild';

/**
 * What CyberSource's SDK imports and we never use: our own transport and signer take the place of its HTTP client,
 * cookies, logger and key files. Left out, the bundle is a third smaller and nothing can log or send behind our back.
 */
const called = ['winston', 'winston-daily-rotate-file', 'axios-cookiejar-support', 'tough-cookie'];
const never = [
  'axios',
  'https-proxy-agent',
  'agentkeepalive',
  'node-forge',
  'jwt-simple',
  'jwk-to-pem',
  'memory-cache',
  'promise',
  'jose',
];

/** Called while the SDK loads and builds its client: does nothing, and what it returns does nothing either. */
const INERT = `
const nothing = new Proxy(function () {}, {
  get: (_target, key) => (key === 'then' || key === '__esModule' ? undefined : nothing),
  apply: () => nothing,
  construct: () => nothing,
});
module.exports = nothing;`;

/** Mentioned but never called. A call is a defect and has to be loud: it would move money past our transport. */
const REFUSED = `
const refuse = () => {
  throw new Error("This part of CyberSource's SDK is not in the package.");
};
const refused = new Proxy(function () {}, {
  get: (_target, key) => (key === 'then' || key === '__esModule' ? undefined : refused),
  apply: refuse,
  construct: refuse,
});
module.exports = refused;`;

/** The SDK's models: its API classes mention them as what an answer would become. We read answers ourselves. */
const MODELS = /^\.\.\/model\//;

/** Of undici we use what makes connections. Its entry loads fetch, mocks, caches and WebSocket along with it. */
const UNDICI = `
module.exports = {
  Client: require('undici/lib/dispatcher/client.js'),
  Pool: require('undici/lib/dispatcher/pool.js'),
  buildConnector: require('undici/lib/core/connect.js'),
};`;

/** Leaves these modules out, for the SDK alone: our own imports of the same name are bundled. */
export const withoutSdkLeftovers: Plugin = {
  name: 'without-sdk-leftovers',
  setup(build) {
    const filter = new RegExp(`^(${[...called, ...never].join('|')})$`);
    build.onResolve({ filter }, ({ path, importer }) =>
      importer.includes('cybersource-rest-client') ? { path, namespace: 'sdk-leftover' } : undefined,
    );
    build.onResolve({ filter: MODELS }, ({ importer }) =>
      importer.includes('cybersource-rest-client') ? { path: 'model', namespace: 'sdk-leftover' } : undefined,
    );
    build.onResolve({ filter: /^undici$/ }, ({ resolveDir }) => ({
      path: 'undici',
      namespace: 'undici-pool',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'undici-pool' }, ({ pluginData }) => ({
      contents: UNDICI,
      loader: 'js',
      resolveDir: pluginData as string,
    }));
    build.onLoad({ filter: /.*/, namespace: 'sdk-leftover' }, ({ path }) => ({
      contents: called.includes(path) ? INERT : REFUSED,
      loader: 'js',
    }));
  },
};
