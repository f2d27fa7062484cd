import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A message as a webhook's receiver got it. */
export interface PostedMessage {
  readonly authorization: string | undefined;
  readonly body: {
    readonly status: string;
    readonly text: string;
    readonly alerts: readonly {
      readonly status: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
      readonly startsAt: string;
      readonly endsAt: string;
    }[];
  };
}

/** A program that takes messages about alerts over HTTP. */
export interface WebhookProgram {
  readonly url: string;
  readonly messages: readonly PostedMessage[];
  /** Requests to the place that a redirection names. */
  readonly redirected: () => number;
  /** With which status it answers from now on; undefined: not at all. */
  answerWith(status: number | undefined): void;
  /** Resolves when it has got so many messages. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

const ELSEWHERE = '/elsewhere';

export async function startWebhookProgram(): Promise<WebhookProgram> {
  const messages: PostedMessage[] = [];
  let redirected = 0;
  let status: number | undefined = 200;
  let onMessage: () => void = () => undefined;
  const server = createServer((req, res) => {
    if (req.url === ELSEWHERE) {
      redirected += 1;
      res.end();
      return;
    }
    let text = '';
    req.setEncoding('utf8').on('data', (part: string) => (text += part));
    req.on('end', () => {
      messages.push({
        authorization: req.headers.authorization,
        body: JSON.parse(text) as PostedMessage['body'],
      });
      if (status !== undefined) res.writeHead(status, { location: ELSEWHERE }).end('taken');
      onMessage();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/a-secret-of-the-chat`,
    messages,
    redirected: () => redirected,
    answerWith(next) {
      status = next;
    },
    until: (count) =>
      new Promise((resolve) => {
        onMessage = () => {
          if (messages.length >= count) resolve();
        };
        onMessage();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An e-mail as a server got it. */
export interface DeliveredEmail {
  readonly user: string | undefined;
  readonly to: readonly string[];
  readonly text: string;
}

/** A server that takes e-mails. */
export interface EmailProgram {
  /** Without user and password. */
  readonly host: string;
  readonly emails: readonly DeliveredEmail[];
  close(): Promise<void>;
}

/** The one user whom it knows. */
export const EMAIL_USER = { name: 'alerts@shop.example', password: 'p@ss/word' } as const;

export async function startEmailProgram({ hasEncryption = true } = {}): Promise<EmailProgram> {
  const emails: DeliveredEmail[] = [];
  const server = new SMTPServer({
    ...(!hasEncryption && { disabledCommands: ['STARTTLS'] }),
    // Its certificate is its own, and a conversation on this machine needs none.
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, answer) {
      const isKnown = username === EMAIL_USER.name && password === EMAIL_USER.password;
      if (isKnown) answer(null, { user: username });
      else answer(new Error('unknown user'));
    },
    onData(stream, { envelope, user }, answer) {
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
      stream.on('end', () => {
        emails.push({
          user: typeof user === 'string' ? user : undefined,
          to: envelope.rcptTo.map(({ address }) => address),
          text,
        });
        answer(null);
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    host: `127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    emails,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
