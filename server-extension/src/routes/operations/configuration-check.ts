import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { defineRoute } from '../../http/define-route.ts';
import { sendJson } from '../../http/send.ts';
import type { CheckConfiguration } from '../../payments/health/configuration-check.ts';

export interface ConfigurationCheckRouteDeps {
  readonly checkConfiguration: CheckConfiguration;
}

const check = lazy(() =>
  z
    .strictObject({
      id: z
        .string()
        .meta({ description: 'What was looked at, for example `credentials`, `clock`, `origins`' }),
      site: z.string().optional(),
      channel: z.string().optional(),
      setting: z
        .string()
        .optional()
        .meta({ description: 'Setting or variable to put right; several with commas' }),
      status: z.enum(['ok', 'warning', 'fault']),
      problem: z.string().optional(),
      remedy: z.string().optional(),
    })
    .meta({ id: 'ConfigurationCheck' }),
);

/** Everything that this process can see of its configuration. Moves no money. */
export const configurationCheck = defineRoute({
  method: 'GET',
  path: '/operations/check',
  operationId: 'check',
  summary: 'What is wrong with the configuration, by site, channel and setting, before a shopper meets it',
  description:
    'For each site and channel: the settings and their combinations, key files and when their certificates end, and one signed call ' +
    'to CyberSource that moves nothing. Besides: webhook secret, journal, clock. Looked at every 30 seconds at most. The command line’s ' +
    '`doctor` completes this with what only OCC’s administration tells.',
  caller: 'operator',
  query: lazy(() =>
    z.object({
      asOf: z.iso
        .date('must be a day as 2027-03-01')
        .optional()
        .meta({
          description:
            'A day: what would be wrong then. From 2027-03-01 each channel’s keys are tried as CyberSource’s mandate wants it, with one ' +
            'encrypted verification that names no card',
        }),
    }),
  ),
  right: 'read',
  answers: {
    200: {
      description: 'Everything that was looked at; no value of a setting that is secret',
      schema: lazy(() => z.strictObject({ checks: z.array(check()) })),
      examples: {
        wrongKey: {
          checks: [
            { id: 'journal', status: 'ok' },
            {
              site: 'siteUS',
              channel: 'storefront',
              id: 'credentials',
              status: 'fault',
              setting: 'merchantID, merchantKeyId, merchantsecretKey',
              problem:
                'CyberSource at apitest.cybersource.com does not accept this merchant with this key: one of them is wrong, or the key has expired.',
              remedy:
                'Check the merchant ID, and enter key ID and shared secret of one active key of it (Business Center: Payment Configuration > Key Management).',
            },
          ],
        },
      },
    },
  },
  handler:
    ({ checkConfiguration }: ConfigurationCheckRouteDeps) =>
    async ({ res, caller, query }) => {
      const checks = await checkConfiguration(query.asOf);
      // A token of one site sees that site, and what belongs to none.
      const seen = checks.filter(
        ({ site }) => caller.site === undefined || site === undefined || site === caller.site,
      );
      sendJson(res, 200, { checks: seen });
    },
});
