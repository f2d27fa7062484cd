import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { createZipStore } from '../../administration/deployment/zips.ts';
import { createAdminClient } from '../../administration/occ/admin-client.ts';
import { rotateAppleCertificate } from '../../administration/secrets/rotate-apple-certificate.ts';
import { type NewGatewayKey, rotateGatewayKey } from '../../administration/secrets/rotate-gateway-key.ts';
import { rotateSealingKey } from '../../administration/secrets/rotate-sealing-key.ts';
import { rotateSigningKeys } from '../../administration/secrets/rotate-signing-keys.ts';
import { rotateWebhookSecret } from '../../administration/secrets/rotate-webhook-secret.ts';
import type { SecretTask } from '../../administration/secrets/secret-task.ts';
import { chooseTenant, tenantInput, tenantOptions } from '../../administration/tenant/profiles.ts';
import { isSecretReference, readSecret } from '../../administration/tenant/secret-reference.ts';
import { inRepository } from '../../program/repository.ts';
import { type CommandContext, defineCommand } from '../frame/command.ts';
import { CommandProblem, wrongUse } from '../frame/command-problem.ts';

const input = z.object({
  ...tenantInput,
  secret: z.enum(['webhook', 'sealing', 'cybersource', 'notifications', 'apple-pay']),
  merchant: z.string().optional(),
  keyId: z.string().optional(),
  secretFrom: z.string().optional(),
  keyFile: z.string().optional(),
  alias: z.string().optional(),
  certificate: z.string().optional(),
  key: z.string().optional(),
});

type RotationInput = z.output<typeof input>;

export const secretsRotate = defineCommand({
  name: 'secrets rotate',
  summary: 'replace a secret without a refused payment',
  description:
    'webhook: OCC makes a new one; the extension asks OCC for it until it has been restarted with it, and keeps believing the one before. ' +
    'sealing: a new CRYPTO_SERVICE_KEY is drawn; what the one before has sealed still opens, and attempts keep their names. ' +
    'cybersource: a second key of the merchant, made in Business Center, is tried and written into every site and channel of the merchant; delete the older one a day later. ' +
    'notifications: CyberSource makes a new signing key; the one before is still believed. ' +
    'apple-pay: a new Merchant Identity certificate is put into the extension that runs. ' +
    'Secrets are never arguments: --secret-from is env:NAME, file:PATH or prompt.',
  arguments: [{ name: '<secret>', description: 'webhook, sealing, cybersource, notifications or apple-pay' }],
  options: [
    ...tenantOptions,
    { flags: '--merchant <id>', description: 'cybersource: which merchant, where the settings name several' },
    { flags: '--key-id <id>', description: 'cybersource: id of the new shared secret' },
    {
      flags: '--secret-from <place>',
      description: 'cybersource: where the new shared secret, or the key file’s password, is',
    },
    {
      flags: '--key-file <name>',
      description: 'cybersource: the new .p12 in server-extension/certs, deployed already',
    },
    { flags: '--alias <name>', description: 'cybersource: the new key’s alias in that file' },
    { flags: '--certificate <file>', description: 'apple-pay: the new certificate, PEM' },
    { flags: '--key <file>', description: 'apple-pay: its key, PEM' },
  ],
  examples: [
    'secrets rotate webhook --tenant live',
    'secrets rotate sealing --tenant live',
    'secrets rotate cybersource --key-id 4c11… --secret-from env:NEW_SECRET --tenant live',
    'secrets rotate notifications --tenant live',
    'secrets rotate apple-pay --certificate applePay.pem --key applePay.key --tenant live',
  ],
  input,
  result: z.strictObject({
    tenant: z.string(),
    rotated: z.array(z.string()).meta({
      description: 'Names of variables; of settings as site, channel, setting; ids of signing keys',
    }),
  }),
  async run(given, context) {
    const tenant = await chooseTenant(given, context);
    const task: SecretTask = {
      tenant,
      occ: createAdminClient(tenant),
      progress: context.progress,
      wait: async (ms) => {
        await wait(ms);
      },
      now: context.now,
    };
    return { result: { tenant: tenant.name, rotated: [...(await rotate(given, task, context))] } };
  },
  show: ({ tenant, rotated }) =>
    `Replaced on tenant ${tenant}:\n${rotated.map((each) => `  ${each}`).join('\n')}`,
});

async function rotate(
  given: RotationInput,
  task: SecretTask,
  context: CommandContext,
): Promise<readonly string[]> {
  switch (given.secret) {
    case 'webhook':
      return rotateWebhookSecret(task);
    case 'sealing':
      return rotateSealingKey(task);
    case 'cybersource':
      return rotateGatewayKey(task, await newGatewayKey(given, context), given.merchant);
    case 'notifications':
      return (await rotateSigningKeys(task)).map(({ keyId }) => keyId);
    case 'apple-pay': {
      const validTo = await rotateAppleCertificate(
        task,
        {
          certificate: await readPem(given.certificate, '--certificate', context),
          key: await readPem(given.key, '--key', context),
        },
        {
          folder: inRepository('server-extension', 'certs'),
          archive: createZipStore(path.join(context.workingDirectory, '.occ-cybersource', task.tenant.name)),
        },
      );
      return [`Merchant Identity certificate, valid until ${validTo.slice(0, 10)}`];
    }
  }
}

async function newGatewayKey(
  { keyId, secretFrom = 'prompt', keyFile, alias }: RotationInput,
  context: CommandContext,
): Promise<NewGatewayKey> {
  if ((keyId === undefined) === (keyFile === undefined))
    throw wrongUse('Which key? Name a shared secret with --key-id, or a key file with --key-file.');
  if (!isSecretReference(secretFrom))
    throw wrongUse(
      'A secret is no argument: it would stay in the history of the shell.',
      'write --secret-from env:NAME, file:PATH or prompt.',
    );
  const read = (what: string): Promise<string> =>
    readSecret(secretFrom, what, context, context.workingDirectory);
  if (keyId !== undefined) return { keyId, secret: await read(`secret of key ${keyId}`) };
  return {
    keyFile: keyFile ?? '',
    password: await read(`password of ${keyFile ?? ''}`),
    ...(alias !== undefined && { alias }),
  };
}

async function readPem(
  file: string | undefined,
  option: string,
  { workingDirectory }: CommandContext,
): Promise<string> {
  if (file === undefined) throw wrongUse(`${option} is missing.`);
  return readFile(path.resolve(workingDirectory, file), 'utf8').catch(() => {
    throw new CommandProblem('file-unreadable', `${file} cannot be read.`);
  });
}
