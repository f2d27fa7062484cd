import * as z from 'zod';
import { makeSigningKeys } from '../../administration/deployment/make-signing-keys.ts';
import { runSteps } from '../../administration/deployment/step.ts';
import { subscribeToNotifications } from '../../administration/deployment/subscribe-to-notifications.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { defineCommand } from '../frame/command.ts';
import { notificationTask, requireRecord } from './notification-context.ts';

export const notificationsSubscribe = defineCommand({
  name: 'notifications subscribe',
  summary: 'have CyberSource tell the extension how payments ended and which saved cards have changed',
  description:
    'For every merchant account of the settings: a signing key, which the extension gets as NOTIFICATIONS_KEYS, and a subscription for everything that it acts on. ' +
    'A new signing key takes the place of any other that the merchant account has: other programs that verify its notifications need the new one. ' +
    'Twice is the same as once. deploy --notifications does it, too, and undeploy removes it.',
  options: [...tenantOptions],
  examples: ['notifications subscribe --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    url: z.string(),
    done: z.array(z.enum(['notification-keys', 'restart', 'notifications'])),
  }),
  async run(input, context) {
    const task = await notificationTask(input, context);
    const { tenant, occ, merchants, url, restart } = task;
    const record = await requireRecord(task, context);
    const keys = makeSigningKeys({ tenant, occ, record }, merchants);
    const done = await runSteps(
      [
        keys,
        {
          id: 'restart',
          title: 'Restart the server extension',
          needed: keys.needed,
          run: restart,
          undo: restart,
        },
        subscribeToNotifications({ tenant, record }, merchants),
      ],
      context.progress,
    );
    return { result: { tenant: tenant.name, url, done: done as ('notifications' | 'restart')[] } };
  },
  show: ({ url, done }) =>
    done.length === 0 ? `CyberSource notifies ${url} already.` : `CyberSource notifies ${url} from now on.`,
});
