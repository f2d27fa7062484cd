import { version } from '../program/repository.ts';
import { uploadDomainFile } from './apple-pay/upload-domain-file.ts';
import { deployCommand } from './deployment/deploy-command.ts';
import { diff } from './deployment/diff.ts';
import { rollback } from './deployment/rollback.ts';
import { status } from './deployment/status.ts';
import { undeployCommand } from './deployment/undeploy-command.ts';
import { doctor } from './doctor/doctor.ts';
import type { CommandLineProgram } from './frame/run-command-line.ts';
import { journalBackup } from './journal/journal-backup.ts';
import { journalErase } from './journal/journal-erase.ts';
import { journalPurge } from './journal/journal-purge.ts';
import { journalRestore } from './journal/journal-restore.ts';
import { journalVerify } from './journal/journal-verify.ts';
import { pciInventory } from './pci/pci-inventory.ts';
import { pciMonitor } from './pci/pci-monitor.ts';
import { pciPolicy } from './pci/pci-policy.ts';
import { docsGenerate, settingsGenerate } from './repository/generate.ts';
import { packageCommand } from './repository/package-command.ts';
import { settingsDiff } from './settings/settings-diff.ts';
import { settingsExport } from './settings/settings-export.ts';
import { settingsGet } from './settings/settings-get.ts';
import { settingsImport } from './settings/settings-import.ts';
import { settingsList } from './settings/settings-list.ts';
import { settingsPromote } from './settings/settings-promote.ts';
import { settingsSet } from './settings/settings-set.ts';
import { settingsValidate } from './settings/settings-validate.ts';
import { migrate } from './journal/migrate.ts';
import { logsDownload } from './logs/logs-download.ts';
import { logsTail } from './logs/logs-tail.ts';
import { notificationsList } from './notifications/notifications-list.ts';
import { notificationsRemove } from './notifications/notifications-remove.ts';
import { notificationsRotate } from './notifications/notifications-rotate.ts';
import { notificationsSubscribe } from './notifications/notifications-subscribe.ts';
import { notificationsTest } from './notifications/notifications-test.ts';
import { paymentsSearch } from './payments/payments-search.ts';
import { paymentsShow } from './payments/payments-show.ts';
import { reconcile } from './payments/reconcile.ts';
import { sandbox } from './repository/sandbox.ts';
import { secretsRotate } from './secrets/secrets-rotate.ts';
import { settlementClose } from './settlement/settlement-close.ts';
import { settlementCsv } from './settlement/settlement-csv.ts';
import { settlementRun } from './settlement/settlement-run.ts';
import { settlementShow } from './settlement/settlement-show.ts';
import { supportBundle } from './support/support-bundle.ts';
import { variablesList } from './variables/variables-list.ts';
import { variablesRemove } from './variables/variables-remove.ts';
import { variablesSet } from './variables/variables-set.ts';
import { webhooksConfigure } from './webhooks/webhooks-configure.ts';
import { webhooksList } from './webhooks/webhooks-list.ts';
import { webhooksResend } from './webhooks/webhooks-resend.ts';
import { webhooksTest } from './webhooks/webhooks-test.ts';

/** The command line: every command has a file of its own and a line here. */
export const commandLineProgram: CommandLineProgram = {
  name: 'occ-cybersource',
  description: 'CyberSource payments for Oracle Commerce Cloud: deploy, configure, check and undo',
  version,
  groups: {
    settings: 'the payment gateway’s settings, as code',
    pci: 'evidence for PCI DSS: scripts and policies of the payment pages',
    webhooks: 'where OCC sends payments',
    notifications: 'what CyberSource tells the extension by itself',
    variables: 'the environment variables of the tenant’s extensions',
    secrets: 'secrets that end, or have become known',
    logs: 'what the extension servers have printed',
    journal: 'the payment journal of machines of your own',
    payments: 'payments as the extension knows them',
    settlement: 'whether the money arrived, day by day',
    'apple-pay': 'what Apple wants from a site',
    docs: 'the documentation (for developers)',
  },
  commands: [
    packageCommand,
    deployCommand,
    undeployCommand,
    rollback,
    status,
    diff,
    doctor,
    settingsList,
    settingsGet,
    settingsSet,
    settingsDiff,
    settingsExport,
    settingsImport,
    settingsPromote,
    settingsValidate,
    pciInventory,
    pciPolicy,
    pciMonitor,
    webhooksList,
    webhooksConfigure,
    webhooksTest,
    webhooksResend,
    notificationsSubscribe,
    notificationsList,
    notificationsTest,
    notificationsRotate,
    notificationsRemove,
    variablesList,
    variablesSet,
    variablesRemove,
    secretsRotate,
    logsTail,
    logsDownload,
    journalVerify,
    journalBackup,
    journalRestore,
    journalPurge,
    journalErase,
    paymentsShow,
    paymentsSearch,
    reconcile,
    settlementShow,
    settlementRun,
    settlementClose,
    settlementCsv,
    uploadDomainFile,
    supportBundle,
    migrate,
    sandbox,
    settingsGenerate,
    docsGenerate(() => commandLineProgram),
  ],
};
