/** Everything that a browser sends and gets while a test runs, to be searched afterwards. */
import type { BrowserContext, Request, Response } from 'playwright-core';

interface Exchange {
  readonly url: string;
  /** Address, headers and body, as {@link readable}. */
  readonly sent: string;
  /** Headers and body of the answer, as {@link readable}. */
  readonly received: string;
}

/** The record of one browser context. */
export interface NetworkRecord {
  /** Which of the texts went to an address that begins with `origin`, in the clear or in base64. */
  sentTo(origin: string, texts: readonly string[]): Promise<string[]>;
  /** Which of the texts came in any answer, in the clear or in base64: `<text> from <address>`. */
  received(texts: readonly string[]): Promise<string[]>;
  /** How many exchanges there were with an address that begins so. */
  count(origin: string): Promise<number>;
}

/** Records from now on. Answers that the browser throws away (of a page that was left) count as empty. */
export function recordNetwork(context: BrowserContext): NetworkRecord {
  const pending: Promise<Exchange>[] = [];
  context.on('request', (request) => pending.push(read(request)));
  const exchanges = (): Promise<Exchange[]> => Promise.all(pending);

  return {
    async sentTo(origin, texts) {
      const sent = (await exchanges()).filter(({ url }) => url.startsWith(origin)).map((each) => each.sent);
      return texts.filter((text) => sent.some((one) => one.includes(text)));
    },
    async received(texts) {
      return (await exchanges()).flatMap(({ url, received }) =>
        texts.filter((text) => received.includes(text)).map((text) => `${text} from ${url}`),
      );
    },
    count: async (origin) => (await exchanges()).filter(({ url }) => url.startsWith(origin)).length,
  };
}

/** Of a shopper whose network is not recorded: a search in it would find nothing, and prove nothing. */
export const NOT_RECORDED: NetworkRecord = {
  sentTo: refuse,
  received: refuse,
  count: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('The network of this shopper is not recorded: enter with isRecorded.'));
}

async function read(request: Request): Promise<Exchange> {
  const sent = readable(
    [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n'),
  );
  const response = await request.response().catch(() => null);
  return { url: request.url(), sent, received: response === null ? '' : await answerOf(response) };
}

async function answerOf(response: Response): Promise<string> {
  const body = await response.body().catch(() => Buffer.alloc(0));
  return `${readable(JSON.stringify(response.headers()))}\n${readableBody(body.toString('latin1'))}`;
}

/** The shop's scripts and pictures come again with every page, and decoding them is most of the work. */
const LARGE = 10_000;
const readableByBody = new Map<string, string>();

function readableBody(body: string): string {
  if (body.length < LARGE) return readable(body);
  const known = readableByBody.get(body) ?? readable(body);
  readableByBody.set(body, known);
  return known;
}

/** Runs that may be base64, of either alphabet. */
const BASE64 = /[A-Za-z0-9+/_-]{16,}/g;

/** A text with everything that may be hidden in it: percent-encoded, digits in groups, inside base64. */
function readable(text: string): string {
  // A run may begin with something else, such as a part of an address.
  const decoded = (text.match(BASE64) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')),
  );
  const percent = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1'),
  );
  const together = text.replace(/(?<=\d)[ -](?=\d)/g, '');
  return [text, percent, together, ...decoded].join('\n');
}
