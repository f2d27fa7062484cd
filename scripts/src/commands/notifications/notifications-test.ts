import * as z from 'zod';
import { ownSubscriptions, withSubscriptions } from '../../administration/notifications/subscriptions.ts';
import { tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { Problem } from '../../../../server-extension/src/domain/problem.ts';
import { columns } from '../frame/columns.ts';
import { defineCommand } from '../frame/command.ts';
import { notificationTask } from './notification-context.ts';

export const notificationsTest = defineCommand({
  name: 'notifications test',
  summary: 'have CyberSource send a sample to each subscription of this tenant',
  description:
    'The sample is signed as every notification is: that it is taken proves address and key. Nothing comes of it. Exit code 3 when one is not taken, or there is no subscription.',
  options: [...tenantOptions],
  examples: ['notifications test --tenant live'],
  input: z.object({ ...tenantInput }),
  result: z.strictObject({
    tenant: z.string(),
    tests: z.array(
      z.strictObject({
        merchantId: z.string(),
        id: z.string().optional().meta({ description: 'Absent where there is no subscription' }),
        taken: z.boolean(),
        problem: z.string().optional(),
      }),
    ),
  }),
  async run(input, context) {
    const { tenant, merchants, url } = await notificationTask(input, context);
    const tests = await withSubscriptions(tenant, async (subscriptions) => {
      const found: { merchantId: string; id?: string; taken: boolean; problem?: string }[] = [];
      for (const merchant of merchants) {
        const { merchantId, account } = merchant;
        const own = await ownSubscriptions(subscriptions, merchant, url);
        if (own.length === 0)
          found.push({ merchantId, taken: false, problem: 'There is no subscription for this tenant.' });
        for (const { id } of own) {
          context.progress(`Asking CyberSource for a sample of ${id} …`);
          const problem = await subscriptions.test(account, id).then(
            () => undefined,
            (error: unknown) => {
              if (error instanceof Problem) return error.message;
              throw error;
            },
          );
          found.push({
            merchantId,
            id,
            taken: problem === undefined,
            ...(problem !== undefined && { problem }),
          });
        }
      }
      return found;
    });
    return { result: { tenant: tenant.name, tests }, found: tests.some(({ taken }) => !taken) };
  },
  show: ({ tests }) =>
    columns(
      tests.map(({ merchantId, id = '–', taken, problem = '' }) => [
        merchantId,
        id,
        taken ? 'taken' : 'not taken',
        problem,
      ]),
    ),
});
