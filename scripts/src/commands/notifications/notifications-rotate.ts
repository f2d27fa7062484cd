import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { rotateSigningKeys } from '../../administration/secrets/rotate-signing-keys.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';

export const notificationsRotate = defineCommand({
  name: 'notifications rotate',
  summary: 'replace the keys that CyberSource signs notifications with',
  description:
    'They last a year. CyberSource signs with the new one at once; the one before stays listed in NOTIFICATIONS_KEYS, so that what was signed with it is still believed. ' +
    'What comes before the extension has restarted is refused, and comes again a minute later. secrets rotate notifications is the same.',
  options: [...tenantOptions],
  examples: ['notifications rotate --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    keys: z.array(
      z.strictObject({ merchantId: z.string(), keyId: z.string(), expiresAt: z.string().optional() }),
    ),
  }),
  async run(input, context) {
    const tenant = await chooseTenant(input, context);
    const keys = await rotateSigningKeys({
      tenant,
      occ: createAdminClient(tenant),
      progress: context.progress,
      wait: async (ms) => {
        await wait(ms);
      },
      now: context.now,
    });
    return { result: { tenant: tenant.name, keys: [...keys] } };
  },
  show: ({ keys }) =>
    keys
      .map(
        ({ merchantId, keyId, expiresAt }) =>
          `Merchant ${merchantId} signs with key ${keyId}${expiresAt === undefined ? '' : `, until ${expiresAt.slice(0, 10)}`}.`,
      )
      .join('\n'),
});
