/** A gateway package with one setting of each kind, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const property = (id: string, type: string, more: object = {}): object => ({
  id,
  type,
  labelResourceId: `${id}Label`,
  helpTextResourceId: `${id}Help`,
  ...more,
});

const choice = (value: string): object => ({ id: value, value, labelResourceId: value });

const CONFIG = {
  configType: 'payment',
  titleResourceId: 'title',
  descriptionResourceId: 'description',
  instances: ['agent', 'preview', 'storefront'].map((id) => ({ id, instanceName: id, labelResourceId: id })),
  properties: [
    { id: 'account', type: 'sectionTitleType', labelResourceId: 'accountLabel' },
    property('merchantID', 'stringType', { required: true, defaultValue: 'testrest', pattern: '[a-z]+' }),
    property('secret', 'passwordType'),
    property('payerAuthEnabled', 'booleanType', { defaultValue: false }),
    property('authenticationType', 'optionType', {
      defaultValue: 'JWT',
      options: ['JWT', 'P12'].map(choice),
    }),
    property('paymentOptions', 'multiSelectOptionType', {
      defaultValue: 'card,applepay',
      options: ['card', 'googlepay', 'applepay'].map(choice),
    }),
  ],
};

const TEXTS: Record<string, string> = {
  title: 'Payment gateway',
  description: 'One site and one channel at a time.',
  agent: 'Agent',
  preview: 'Preview',
  storefront: 'Storefront',
  accountLabel: 'Account',
  merchantIDLabel: 'Merchant',
  merchantIDHelp: 'The name of your account.',
  secretLabel: 'Secret',
  secretHelp: 'Known to you alone.',
  payerAuthEnabledLabel: 'Payer authentication',
  authenticationTypeLabel: 'Signature',
  paymentOptionsLabel: 'Options',
};

export function aGatewayPackage(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'gateway-'));
  const gateway = path.join(folder, 'gateway/isv-occ-gateway');
  mkdirSync(path.join(gateway, 'config/locales'), { recursive: true });
  writeFileSync(path.join(folder, 'ext.json'), '{}');
  writeFileSync(
    path.join(gateway, 'gateway.json'),
    JSON.stringify({ provider: 'Test', paymentMethodTypes: ['card'] }),
  );
  writeFileSync(path.join(gateway, 'config/config.json'), JSON.stringify(CONFIG));
  writeFileSync(path.join(gateway, 'config/locales/en.json'), JSON.stringify({ resources: TEXTS }));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
