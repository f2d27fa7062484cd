import { listSettings } from '../../../../server-extension/src/config/settings.ts';
import { code, markdownTable } from './markdown.ts';

/** What an operator has to know about each setting of the extension, by its name in nconf. */
export const ENVIRONMENT_MEANINGS: Readonly<Record<string, string>> = {
  'payments.secret.key':
    'Base64. The secret that OCC shows for the generic payment webhook (SHA-512). Without it that webhook is answered with 503.',
  'payments.secret.previousKey': 'Base64. The secret before, still accepted while a new one spreads.',
  'payments.secret.rotating':
    'While the webhook’s secret is being replaced: a webhook that no key fits is held against the secret that OCC has now, which is read at most once a second. `secrets rotate webhook` sets and unsets it.',
  'payments.secret.sha1Key': 'Base64. The secret of OCC’s older signature. Used only with the next setting.',
  'payments.secret.allowSha1': 'Accept webhooks with the older SHA-1 signature.',
  'crypto.service.key':
    'Seals what a shopper’s browser carries, and names attempts at CyberSource. At least 32 random characters, the same on every instance. In production the extension does not start without it.',
  'crypto.service.previousKey': 'The sealing key before: what it has sealed still opens.',
  'crypto.naming.key':
    'Names attempts at CyberSource in the place of `crypto.service.key`. `secrets rotate sealing` sets it to the first sealing key, so that attempts keep their names: a repeated webhook is recognized. Never change it while payments are made.',
  'cache.gatewaysettings.ttl.secs':
    'How long gateway settings are cached; a change in OCC takes effect after this time. 0: read from OCC for each payment. While OCC does not answer, those that it gave last count for an hour.',
  'atg.server.url': 'Address of the storefront. Inside OCC the host sets it.',
  'atg.server.admin.url': 'Address of the admin server. Inside OCC the host sets it.',
  'atg.application.credentials:atg.application.token':
    'Application key (Settings > Web APIs > Registered Applications). Inside OCC the host sets it.',
  'certs.folder':
    'Where the key files are that gateway settings name. When it is not set: the folder `certs` of the package.',
  'cybersource.intermediateHost':
    'For development: requests go to this address instead of CyberSource. Refused when NODE_ENV is production.',
  'client.address.header':
    'The header in which your proxies name the shopper’s address, for example x-forwarded-for. Set it only when every request comes through them: otherwise a client can claim any address. Without it the address of the connection counts, and one that is private (a proxy’s) is not counted.',
  'client.address.proxies':
    'How many proxies of yours write into that header; the address is taken that far from its end.',
  'wallet.scriptOrigin':
    'For development: scripts of Google, Apple and ThreatMetrix come from this address. Refused when NODE_ENV is production.',
  'applePay.intermediateHost':
    'For development: Apple Pay’s merchant validation goes to this address, whose authority is `apple-ca.pem` among the key files. Refused when NODE_ENV is production.',
  'partner.developerId': 'Partner’s developer id, reported to CyberSource. At most 8 characters.',
  'partner.solutionId':
    'Partner’s solution id, reported to CyberSource, whose reports can be filtered by it. When it is not set: the id that CyberSource’s own OCC plugin sends, so that reports of a shop that switches go on. At most 8 characters.',
  'notifications.keys':
    'CyberSource’s keys for the signatures of its notifications: `<keyId>:<key in base64>`, several with commas between them, so that a new key and its predecessor both count. In a file of settings also an object. Without one, notifications are off.',
  'notifications.keysExpire':
    'Until when CyberSource signs with each of those keys: `<keyId>:<yyyy-mm-dd>`, as CyberSource said when the key was made (`expirationDate`). The doctor warns thirty days before.',
  'notifications.window.secs':
    'How far the time of a notification’s signature may be from now. A notification that is older or younger is refused.',
  'notifications.decryptionKeyFile':
    'Name of the file in `certs` with the private key, in PEM, for which CyberSource encrypts notifications (message-level encryption). Needed for the product `payments`.',
  journal:
    '`memory:`, `sqlite:<file>` or `postgres://<user>@<host>/<database>`. On machines of your own, SQLite is the default: `sqlite:occ-cybersource.sqlite`. The last one is not for inside OCC.',
  'journal.capacity':
    'How many finished attempts the memory journal keeps. Attempts that are not final are never dropped.',
  'journal.unwrittenFolder':
    'Where results wait that SQLite or PostgreSQL could not take when they were known. When it is not set: beside the SQLite file, or `occ-cybersource.unwritten`. Better on another disk.',
  'deadline.occ.ms': 'How long OCC waits for the webhook’s answer. The next three have to fit into it.',
  'deadline.cybersource.ms': 'How long a call to CyberSource may take, from connecting to the last byte.',
  'deadline.lookUp.ms': 'How long a question to OCC may take.',
  'reviews.secs':
    'How often the extension reads what reviewers have decided elsewhere and looks at the deadlines of open reviews; 0: never.',
  'settlement.secs':
    'How often the extension looks for days whose books are not compared yet; 0: only on `POST /settlement`.',
  'sweep.secs':
    'How often authorization reconciliation searches CyberSource for authorizations without an order; 0: only on `POST /operations/sweep`. When it is not set: 300 with the memory journal, 0 with a database.',
  'sweep.mostUndone': 'How many authorizations one run of authorization reconciliation reverses at most.',
  'sweep.dryRun': 'Authorization reconciliation only counts and logs what it would reverse.',
  'deadline.margin.ms': 'Time kept for the answer itself.',
  'connection.idle.ms':
    'How long a connection to CyberSource is kept while it is idle. Shorter than the shortest idle limit of any proxy or firewall on the way (commonly 60 s): a payment on a connection that one of them has dropped is declined. A shorter limit that the server announces is respected.',
  'warmUp.ms':
    'On machines of your own: for how long the process makes payments in its own memory after it listens, so that their code is compiled before the first real one. `/ready` says no meanwhile. 0: not at all.',
  'instance.name':
    'Names the process in metrics (label `instance`). When it is not set: the name of the machine. With `WORKERS` each worker adds its number.',
  'monitoring.token':
    'At least 16 random characters. A monitoring program sends it as `Authorization: Bearer …` to `/operations/metrics` and `/operations/status` in the place of an OCC admin token. It opens no other address.',
  workers:
    'On machines of your own: how many processes serve the port. Each takes one core; they share the journal, so it has to be SQLite or PostgreSQL.',
  'metrics.port':
    'On machines of your own: the port at which scrapers read the metrics of this machine, without a token. When it is not set: only `/operations/metrics`.',
  'metrics.host':
    'The address on which that port listens. Scrapers on other machines need one that they can reach.',
  'alerts.webhook.url':
    'Where messages about alerts are posted, in the form of Alertmanager’s webhook with `text` beside it, which chat programs show. Keep it as a secret. In production https://. Inside OCC: add its host to `whitelistUrls`.',
  'alerts.webhook.token': 'Sent with these messages as `Authorization: Bearer …`.',
  'alerts.email.server':
    'On machines of your own: the server that takes e-mails about alerts, `smtps://<user>:<password>@<host>` or `smtp://…`. In production it has to offer encryption.',
  'alerts.email.to': 'Who gets e-mails about alerts; several addresses with commas between them.',
  'alerts.email.from': 'The sender of e-mails about alerts.',
  'alerts.runbooks.url':
    'The address below which your copy of `docs/runbooks` stands, for the links in messages. When it is not set: the names of the files.',
  'alerts.secs': 'How many seconds lie between two looks at the metrics.',
  'reconcile.pace':
    'For development: multiplies all waiting times of recovery and authorization reconciliation, at most 1. Refused when NODE_ENV is production.',
};

/** Every setting of the extension, by nconf name and environment variable. */
export function environmentTable(): string {
  const rows = listSettings().map(({ name, variable, otherwise }) => {
    const meaning = ENVIRONMENT_MEANINGS[name];
    if (meaning === undefined) throw new Error(`The setting ${name} has no description for operators.`);
    return [
      code(variable),
      code(name),
      code(otherwise === undefined ? '' : JSON.stringify(otherwise).replaceAll('"', '')),
      meaning,
    ];
  });
  return markdownTable(['Environment variable', 'nconf', 'Default', 'Meaning'], rows);
}
