import type { Secret } from '../../../domain/secret.ts';
import type { AlertReceiver } from './alert-message.ts';

/** How e-mails leave, and whom they go to. */
export interface EmailReceiverDeps {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly server: Secret;
  /** With commas between several. */
  readonly to: string;
  readonly from: string;
  /** Refuse a server that offers no encryption. */
  readonly isEncrypted: boolean;
}

/** Each step of the conversation; the whole ends with the signal that `send` is given. */
const STEP_MS = 8_000;

/** Sends messages as e-mails in plain text. For programs on machines of their own: OCC's package does not have it. */
export function createEmailReceiver({ server, to, from, isEncrypted }: EmailReceiverDeps): AlertReceiver {
  return {
    name: 'e-mail',
    async send({ subject, text }, signal) {
      // Loaded with the first message: no start waits for it.
      const { createTransport } = await import('nodemailer');
      const { hostname, port, protocol, username, password } = new URL(server.reveal());
      const isTls = protocol === 'smtps:';
      const transport = createTransport({
        host: hostname.replace(/^\[|\]$/g, ''),
        // Without one it is 0, and nodemailer takes the protocol’s own: 587, or 465 of `smtps:`.
        port: Number(port),
        secure: isTls,
        requireTLS: isEncrypted && !isTls,
        ...(username !== '' && {
          auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
        }),
        connectionTimeout: STEP_MS,
        greetingTimeout: STEP_MS,
        socketTimeout: STEP_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await untilAborted(transport.sendMail({ to, from, subject, text }), signal);
      } finally {
        transport.close();
      }
    },
  };
}

/** Rejects as soon as the signal says so; what goes on behind it ends by its own time limits. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      reject(new Error('the time is up'));
    };
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}
