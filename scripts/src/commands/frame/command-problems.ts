/** Every problem that a command reports, by its code: what has happened, and what helps where the problem itself says no more. */
export const COMMAND_PROBLEMS = {
  certificate: {
    meaning:
      'The certificate or its key is not one that Apple Pay can use: expired, no PEM, or not of one pair.',
    remedy:
      'Take certificate and key of one signing request; Apple’s .cer has to be made PEM first, as the message says.',
  },
  'cybersource-refused': {
    meaning: 'CyberSource refused the call: wrong key or merchant, or no right to it.',
    remedy: 'Run `doctor`: it tries the keys of every site and channel.',
  },
  'deployment-failed': {
    meaning: 'A step of a deployment failed; what the run had changed was taken back, or is listed.',
    remedy:
      'Correct the cause that the message names and run `deploy` again: it goes on where this one stopped.',
  },
  'extension-answer': {
    meaning: 'The extension answered with something else than this version of it would.',
    remedy: 'Run `status`: another version may be deployed, or another program answers at that address.',
  },
  'extension-refused': {
    meaning: 'OCC did not take an uploaded package.',
    remedy: 'The details are OCC’s own words; make the packages again with `package`.',
  },
  'extension-unreachable': {
    meaning: 'The extension could not be asked: no connection, or no answer in time.',
    remedy: 'Check `storeUrl` and `extensionUrl` of the tenant, and whether the extension runs.',
  },
  'file-exists': {
    meaning: 'The file to write is there already, or cannot be written. Nothing was overwritten.',
    remedy: 'Name another file, or move that one away.',
  },
  'file-unreadable': {
    meaning: 'The profiles file or another file that an option names cannot be read.',
    remedy: 'Check its path and its rights.',
  },
  journal: {
    meaning: 'The journal cannot be brought up to date.',
    remedy: 'Stop every instance of an older major version, and check address, rights and free disk.',
  },
  'journal-unavailable': {
    meaning: 'The journal cannot be opened.',
    remedy: 'As the message says; address, rights and free disk are the usual causes.',
  },
  'key-refused': {
    meaning: 'CyberSource does not take the new key. Nothing was changed.',
    remedy: 'Check key and merchant in Business Center, and run the command again.',
  },
  'no-backup': {
    meaning: 'The journal could not be copied, or the copy could not be written.',
    remedy: 'Check the address of the journal, the rights on the folder and the free disk.',
  },
  'no-inventory': {
    meaning: 'There is no inventory of scripts to compare the pages with.',
    remedy: 'Write one with `pci inventory`.',
  },
  'no-journal': {
    meaning: 'There is no journal of that name.',
    remedy: 'Correct its name.',
  },
  'no-merchant': {
    meaning: 'No site and channel has a merchant account of CyberSource’s that can be used.',
    remedy: 'Run `settings validate`: it names what is missing.',
  },
  'no-rollback': {
    meaning: 'The packages of an earlier deployment are not on this machine.',
    remedy: 'Check the earlier version out and run `deploy`.',
  },
  'no-terminal': {
    meaning: 'A secret has to be typed in, and there is no terminal.',
    remedy: 'Give it as `env:NAME` or `file:PATH` in the profiles file.',
  },
  'no-webhook': {
    meaning: 'OCC lists no payment webhook.',
    remedy: 'Ask Oracle’s support to switch the generic payment webhook on for the tenant.',
  },
  'no-webhook-secret': {
    meaning: 'OCC does not show the secret with which it signs payment webhooks.',
    remedy:
      'Look in Settings > Web APIs > Function APIs, and set `PAYMENTS_SECRET_KEY` with `variables set`.',
  },
  'not-deployed': {
    meaning: 'The payment gateway, or what else the command needs, is not on this tenant.',
    remedy: 'Run `deploy` first.',
  },
  'not-restored': {
    meaning: 'The backup could not be put into the journal.',
    remedy: 'As the message says: it names the file and what is wrong with it.',
  },
  'nothing-to-subscribe': {
    meaning: 'CyberSource offers the merchant no notification that the extension acts on.',
    remedy: 'Ask CyberSource’s support to enable the products payments and tokenManagement for the merchant.',
  },
  'notifications-refused': {
    meaning: 'CyberSource does not notify the address of the extension.',
    remedy: 'As the message says: it has CyberSource’s own words.',
  },
  'occ-answer': {
    meaning: 'OCC’s answer has another shape than its documentation says.',
    remedy: 'Check `adminUrl`: a proxy may have answered. Otherwise report it with the details.',
  },
  'occ-refused': {
    meaning: 'OCC refused the call: wrong key or password, missing rights, or a value that it does not take.',
    remedy: 'Check the application key (Settings > Web APIs > Registered Applications); it may have expired.',
  },
  'occ-unreachable': {
    meaning: 'OCC could not be reached, or did not answer in time.',
    remedy: 'Check `adminUrl` and the network, then run the command again.',
  },
  'promotion-failed': {
    meaning:
      'OCC did not copy the extension from its preview servers to the live ones, which go on with what they had.',
    remedy: 'Wait until OCC has finished what it is doing, and run `deploy` again.',
  },
  'restart-failed': {
    meaning: 'OCC’s extension servers did not start with the new extension.',
    remedy: 'Read `logs tail`: the extension names what it lacks.',
  },
  'restart-slow': {
    meaning: 'OCC’s extension servers are not back after the usual time.',
    remedy: 'Wait, then look with `status`, and run `deploy` again: it goes on.',
  },
  'secret-missing': {
    meaning: 'A secret that the profiles file or an option refers to is empty, not set or not readable.',
    remedy: 'Set the variable or write the file that the message names.',
  },
  'settings-file': {
    meaning: 'The settings file cannot be read, or has values that cannot be saved. Nothing was changed.',
    remedy: 'The details name site, channel and setting of each.',
  },
  'settings-refused': {
    meaning: 'The settings cannot work together. Nothing was changed.',
    remedy: 'Each detail names site, channel, setting and what to do.',
  },
  'smoke-test': {
    meaning: 'Everything is in place, but the test delivery after it was not answered as it should be.',
    remedy: 'Run `doctor`: it names the cause.',
  },
  'subscription-left': {
    meaning:
      'A subscription of CyberSource’s cannot be removed, because the settings have no keys of its merchant any more.',
    remedy: 'Remove it in Business Center, and run `undeploy` with `--keep-notifications`.',
  },
  unexpected: {
    meaning: 'Something that the command does not expect has failed.',
    remedy: 'Run it again; if it fails again, report the message and what `support-bundle` writes.',
  },
  'unreadable-record': {
    meaning:
      'The tenant’s record of its deployment (variable `OCC_CYBERSOURCE_DEPLOYMENT`) has been written by a newer release, or is damaged. Nothing was changed.',
    remedy:
      'Use the command line of the release that wrote it. Only if the value is damaged, remove the variable with `variables remove`: `deploy` then counts as the first ' +
      'deployment, and `undeploy` no longer knows the earlier addresses of the webhooks.',
  },
  'variables-file': {
    meaning: 'The file of variables is no YAML, or not `NAME: value`.',
    remedy: 'Correct the line that the message names.',
  },
  'webhook-not-believed': {
    meaning: 'The extension does not believe deliveries with the new secret.',
    remedy: 'Nothing is lost: the secret before still counts. Run `webhooks test`, then the command again.',
  },
  'wrong-inventory': {
    meaning: 'The file is no inventory of scripts.',
    remedy: 'Write a new one with `pci inventory`.',
  },
  'wrong-use': {
    meaning: 'The command was called wrongly: an unknown command, option or tenant, or a missing value.',
    remedy: '`--help` behind the command shows what it takes.',
  },
  'zip-missing': {
    meaning: 'A package that should have been made is not there.',
    remedy: 'Run `package` and read what it says.',
  },
} as const;

export type CommandProblemCode = keyof typeof COMMAND_PROBLEMS;
