// Who may know whom. A rule that stands in the way is changed together with an ADR in docs/decisions/.

const extension = '^server-extension/src/';
const inside = (...folders) => folders.map((folder) => `${extension}${folder}/`).join('|');

/** Files at `from` may import, of our own code, only what `to` allows. */
const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(server-extension|widget|gateway-settings|sandbox|scripts|bench)/(?!node_modules/)',
    pathNot: to,
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no beginning to read from.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    only(
      'domain-knows-nobody',
      'Money, commands, results and states are the same whoever is outside.',
      inside('domain'),
      inside('domain'),
    ),
    only(
      'payments-know-the-domain',
      'What we do with a payment is decided without OCC’s and CyberSource’s words.',
      inside('payments'),
      inside('payments', 'domain'),
    ),
    only(
      'cybersource-speaks-for-itself',
      'OCC and CyberSource never meet. Lines of the log are written by typed events, which know neither.',
      inside('cybersource'),
      inside('cybersource', 'payments', 'notifications', 'domain', 'telemetry/log'),
    ),
    only(
      'notifications-know-the-domain',
      'What we do with a notification is decided without the words of OCC and CyberSource.',
      inside('notifications'),
      inside('notifications', 'payments', 'domain'),
    ),
    only(
      'occ-speaks-for-itself',
      'OCC and CyberSource never meet.',
      inside('occ'),
      `${inside('occ', 'payments', 'notifications', 'domain')}|^gateway-settings/|^server-extension/locales/`,
    ),
    only(
      'journal-speaks-for-itself',
      'A journal stores what the ports say.',
      inside('journal'),
      inside('journal', 'payments', 'notifications', 'domain'),
    ),
    only(
      'routes-translate-for-payments',
      'Routes know HTTP, OCC’s words and what to do; never how CyberSource is reached.',
      inside('routes'),
      `${inside('routes', 'http', 'checkout', 'occ', 'payments', 'notifications', 'guard', 'domain', 'telemetry/log')}|${extension}methods/method/`,
    ),
    only(
      'http-knows-no-payment',
      'What is HTTP and no route serves every route alike.',
      inside('http'),
      inside('http', 'occ', 'guard', 'domain', 'telemetry/log', 'payments', 'notifications'),
    ),
    only(
      'checkout-guards-payments',
      'What guards a checkout is decided without CyberSource’s words.',
      inside('checkout'),
      inside('checkout', 'http', 'occ', 'payments', 'notifications', 'guard', 'domain', 'telemetry/log'),
    ),
    only(
      'guard-knows-the-domain',
      'Who may try is decided without the words of OCC, CyberSource and Express.',
      inside('guard'),
      inside('guard', 'domain'),
    ),
    only(
      'methods-are-modules',
      'A payment method reads OCC’s words and writes CyberSource’s: its own folder is the one bilingual place.',
      inside('methods'),
      `${inside('methods', 'domain', 'payments', 'occ', 'telemetry/log')}|${extension}cybersource/(fields/json|requests/(method-request|saved-card))\\.ts$`,
    ),
    only(
      'log-knows-its-events',
      'Every folder that logs may import the log; it knows the catalogue of events and how card numbers look.',
      inside('telemetry/log'),
      `${inside('telemetry/log', 'domain')}|${extension}events\\.ts$`,
    ),
    {
      name: 'only-the-list-names-a-method',
      comment: 'What uses methods gets them as values; assembly may build what one of them needs.',
      severity: 'error',
      from: { path: extension, pathNot: `${extension}(methods/|assembly/|assemble\\.ts$)` },
      to: { path: `${extension}methods/(?!method/)[^/]+/` },
    },
    {
      name: 'only-the-entries-take-the-list',
      comment: 'The list of methods is an argument of what is assembled: a test registers another one.',
      severity: 'error',
      from: { path: extension, pathNot: `${extension}(extension|standalone)\\.ts$` },
      to: { path: `${extension}methods/methods\\.ts$` },
    },
    {
      name: 'methods-know-no-other-method',
      comment: 'What two methods share has a folder of its own: methods/wallet.',
      severity: 'error',
      from: { path: `${extension}methods/([^/]+)/`, pathNot: `${extension}methods/(wallet|method)/` },
      to: { path: `${extension}methods/[^/]+/`, pathNot: `${extension}methods/($1|wallet|method)/` },
    },
    {
      name: 'express-stays-at-the-door',
      comment: 'What is inside can be called without HTTP.',
      severity: 'error',
      from: {
        path: extension,
        pathNot: `${inside('routes', 'http')}|${extension}(assemble|extension|standalone)\\.ts$`,
      },
      to: { path: 'node_modules/(@types/)?(express|body-parser)/' },
    },
    {
      name: 'configuration-is-read-once',
      severity: 'error',
      from: { path: extension, pathNot: `${extension}(config|extension)\\.ts$` },
      to: { path: 'node_modules/(@types/)?nconf/' },
    },
    only(
      'widget-shares-the-rules-of-addresses',
      'What a country’s addresses have is said once (decision 43); everything else the widget asks over HTTP.',
      '^widget/src/',
      `^widget/|${extension}domain/address/(address-fields|city)\\.ts$`,
    ),
    only(
      'setting-rules-share-grammars',
      'The grammar of a value is said once, in the domain: what the command line accepts is what the extension takes.',
      '^gateway-settings/(?!test/)',
      `^gateway-settings/|${extension}domain/(merchant-defined|network/origins)\\.ts$`,
    ),
    {
      name: 'sandbox-is-independent',
      comment:
        'The sandbox is a second opinion: it shares no code with what it judges, and talks over HTTP only.',
      severity: 'error',
      from: { path: '^sandbox/', pathNot: '^sandbox/test/' },
      to: { path: '^server-extension/' },
    },
    {
      name: 'independent-check-shares-no-code',
      comment:
        'A second opinion that shares code with the first shares its mistakes: Node’s own modules only.',
      severity: 'error',
      from: { path: '^bench/independent-check/' },
      to: { pathNot: '^bench/independent-check/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'product-needs-no-sandbox',
      severity: 'error',
      from: { path: '^(server-extension/src|widget/src|gateway-settings)/' },
      to: { path: '^(sandbox|scripts|bench)/' },
    },
    {
      name: 'no-tests-in-code',
      comment: 'But the bench measures what the tests drive.',
      severity: 'error',
      from: { pathNot: '/test/|^bench/' },
      to: { path: '^[^/]+/test/' },
    },
    {
      name: 'everything-resolves',
      comment: 'But what OCC’s storefront provides.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(pubsub|jquery|ccRestClient|notifier|js/.*)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|dist|\\.run)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
