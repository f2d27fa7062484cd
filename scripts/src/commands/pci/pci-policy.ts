import * as z from 'zod';
import { policyOf, toHeader } from '../../pci/content-security-policy.ts';
import { defineCommand } from '../frame/command.ts';

const policy = z.strictObject({ page: z.enum(['checkout', 'account']), header: z.string() });

export const pciPolicy = defineCommand({
  name: 'pci policy',
  summary: 'print the content security policies of the payment pages',
  description:
    'Serve each as the header Content-Security-Policy of its page, at the CDN or proxy in front of the shop. Where shoppers come from the account page to the checkout without loading it, both pages need the checkout’s.',
  options: [{ flags: '--test', description: 'for CyberSource’s test environment' }],
  examples: ['pci policy', 'pci policy --test'],
  input: z.object({ test: z.boolean().default(false) }),
  result: z.strictObject({ policies: z.array(policy) }),
  async run({ test }) {
    const policies = (['checkout', 'account'] as const).map((page) => ({
      page,
      header: toHeader(policyOf(page, { isTest: test })),
    }));
    return { result: { policies } };
  },
  show: ({ policies }) =>
    policies.map(({ page, header }) => `${page}:\nContent-Security-Policy: ${header}`).join('\n\n'),
});
