/** The CyberSource sandbox on its own: `npm run sandbox:cybersource`. */
import { commandLine } from '../../scripts/src/program/command-line.ts';
import { announce } from '../announce.ts';
import { startAppleSandbox } from '../apple/start.ts';
import { parseEnvironment } from './environment.ts';
import { startCybersourceSandbox } from './start.ts';

commandLine('npm run sandbox:cybersource', 'CyberSource on this machine, configured by the environment')
  .addHelpText('after', '\nThe variables are in sandbox/cybersource/README.md.')
  .parse();

try {
  const { applePayPort, ...options } = parseEnvironment(process.env);
  const sandbox = await startCybersourceSandbox(options);
  // Where keys of testrest go, those of its Apple Pay merchant go too.
  const apple = await startAppleSandbox({ port: applePayPort, directory: options.keysDirectory ?? '.run' });
  // Before the first address is printed: the process that reads it may stop this one at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void Promise.all([sandbox.close(), apple.close()]).then(() => process.exit(0));
    });
  }
  announce('CyberSource sandbox', sandbox.url);
  if (sandbox.tlsUrl !== undefined) announce('CyberSource sandbox (HTTPS)', sandbox.tlsUrl);
  if (sandbox.caFile !== undefined) announce('CyberSource sandbox certificate authority', sandbox.caFile);
  if (sandbox.keyFiles !== undefined) {
    announce("CyberSource sandbox testrest's key file (password testrest)", sandbox.keyFiles.p12File);
    announce('CyberSource sandbox certificate for encrypted requests', sandbox.keyFiles.mleFile);
  }
  announce('Apple Pay merchant validation (HTTPS)', apple.url);
  announce('Apple Pay certificate authority', apple.files.ca);
  if (sandbox.controlUrl !== undefined) announce('CyberSource sandbox control', sandbox.controlUrl);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
