/**
 * Builds the container image, starts it as a user without any privilege on a read-only file system between both sandboxes, and
 * pays: `node deploy/container/try.ts`. It needs Linux and buildah (Debian: `apt install buildah`) and says “Not run” without them.
 *
 * The image's files, user, environment, folder and program are those of the image itself; its file system is bound read-only, with
 * the one folder in memory that it may write to, as `podman run --read-only --tmpfs` and the Kubernetes manifest do.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../scripts/src/program/free-port.ts';
import { startCybersourceSandbox } from '../../sandbox/cybersource/start.ts';
import { startOccSandbox } from '../../sandbox/occ/start.ts';
import { inRepository } from '../../scripts/src/program/repository.ts';
import { webhookSecret } from '../../server-extension/test/builders/between-sandboxes.ts';
import { deliverOrder } from '../../server-extension/test/builders/google-pay-order.ts';

const NAME = 'occ-cybersource:try';
/** OCC's code of an approved payment (OCC: generic payment webhook, `response.code`). */
const APPROVED = '"code":"1000"';
const READY_MS = 30_000;
const LOOK_MS = 100;

/** What an image says of itself (https://github.com/opencontainers/image-spec/blob/main/config.md). */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
}

/** Arguments: the image's files, its user and group, its folder; then the program. Names are resolved as the machine does it. */
const READ_ONLY = `set -e
root=$1 user=$2 folder=$3; shift 3
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
for file in hosts resolv.conf; do touch "$root/etc/$file"; mount --bind "/etc/$file" "$root/etc/$file"; done
mount -t tmpfs -o "mode=700,uid=\${user%:*},gid=\${user#*:}" tmpfs "$root$folder"
mount -o remount,ro,bind "$root"
exec setpriv --no-new-privs chroot --userspec="$user" "$root" /usr/bin/node -e 'process.chdir(process.argv[1]); process.execve(process.argv[2], process.argv.slice(2), process.env)' "$folder" "$@"`;

const missing = ['buildah', 'unshare', 'setpriv', 'chroot'].filter(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
);
if (missing.length > 0 || process.getuid?.() !== 0) {
  console.log(
    missing.length > 0
      ? `Not run: ${missing.join(', ')} is not installed (Debian: apt install buildah).`
      : 'Not run: mounting needs root. Remedy: buildah unshare node deploy/container/try.ts',
  );
} else await tryImage();

async function tryImage(): Promise<void> {
  execFileSync('sh', [inRepository('deploy', 'container', 'build.sh'), NAME], { stdio: 'inherit' });
  const inspected = JSON.parse(buildah('inspect', '--type', 'image', NAME)) as {
    readonly OCIv1: { readonly config: ImageConfig };
  };
  const container = buildah('from', NAME);
  try {
    await pay(inspected.OCIv1.config, buildah('mount', container));
  } finally {
    buildah('rm', container);
  }
}

/** The image's program between both sandboxes, until it has taken a payment and ended. */
async function pay({ User, Env, WorkingDir, Entrypoint }: ImageConfig, root: string): Promise<void> {
  const cybersource = await startCybersourceSandbox();
  const occ = await startOccSandbox({
    extensionUrl: 'http://127.0.0.1:9',
    secrets: { webhook: webhookSecret },
  });
  const port = await freePort();
  const program = spawn(
    'unshare',
    ['--mount', 'sh', '-c', READ_ONLY, 'sh', root, User, WorkingDir, ...Entrypoint],
    {
      stdio: 'inherit',
      env: {
        ...Object.fromEntries(Env.map(toVariable)),
        PATH: process.env['PATH'],
        // The sandboxes are no shop: production refuses them.
        NODE_ENV: 'development',
        EXTENSION_HOST: '127.0.0.1',
        EXTENSION_PORT: String(port),
        ATG_SERVER_URL: occ.url,
        ATG_SERVER_ADMIN_URL: occ.url,
        ATG_APPLICATION_TOKEN: 'sandbox-application-key',
        PAYMENTS_SECRET_KEY: webhookSecret,
        CRYPTO_SERVICE_KEY: Buffer.alloc(32, 9).toString('base64'),
        CYBERSOURCE_INTERMEDIATE_HOST: cybersource.url,
      },
    },
  );
  try {
    const api = `http://127.0.0.1:${port}/ccstorex/custom/isv-payment/v2`;
    await untilReady(`${api}/ready`, program);
    await see(program);
    const { status, body } = await deliverOrder(api, 'Lovelace');
    requireThat(status === 200 && body.includes(APPROVED), `a payment: HTTP ${status}, ${approvalIn(body)}`);
    const ended = once(program, 'exit') as Promise<[number | null]>;
    program.kill('SIGTERM');
    const [code] = await ended;
    requireThat(code === 0, `SIGTERM: exit code ${String(code)}`);
    console.log('The image serves payments read-only, as a user without any privilege.');
  } finally {
    program.kill('SIGKILL');
    await Promise.all([occ.close(), cybersource.close()]);
  }
}

/** `NAME=value`. */
function toVariable(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

async function untilReady(url: string, program: ChildProcess): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += LOOK_MS) {
    if (program.exitCode !== null) throw new Error(`It ended with ${program.exitCode} before it was ready.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await pause(LOOK_MS);
  }
  throw new Error(`It was not ready within ${READY_MS / 1000} s.`);
}

/** What Linux says of the process: who it is, what it may do, and how its file system is mounted. */
async function see({ pid }: ChildProcess): Promise<void> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  const of = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? 'not told';
  const uid = of('Uid').split('\t')[0] ?? '0';
  requireThat(uid !== '0', `user id: ${uid}`);
  requireThat(/^0+$/.test(of('CapEff')), `capabilities: ${of('CapEff')}`);
  requireThat(of('NoNewPrivs') === '1', `no new privileges: ${of('NoNewPrivs')}`);
  const inside = `/proc/${pid ?? 0}/root`;
  for (const folder of ['/', '/opt/occ-cybersource', '/tmp']) {
    const written = await writeFile(`${inside}${folder}/x`, 'x').then(
      () => 'written',
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'failed',
    );
    requireThat(written === 'EROFS', `writing to ${folder}, even as root: ${written}`);
  }
}

/** Prints what was seen. @throws Error where it should not be so. */
function requireThat(isRight: boolean, seen: string): void {
  console.log(`${isRight ? 'ok     ' : 'FAILED '} ${seen}`);
  if (!isRight) throw new Error(`The image is not as it has to be: ${seen}`);
}

function approvalIn(body: string): string {
  return /"code":"\d+"/.exec(body)?.[0] ?? 'without a code';
}

function buildah(...args: readonly string[]): string {
  return execFileSync('buildah', args, { encoding: 'utf8' }).trim();
}
