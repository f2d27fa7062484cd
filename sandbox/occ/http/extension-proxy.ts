import {
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { OccProblem, toProblemBody } from './problem.ts';

/** Where extensions live on the storefront's host. */
export const EXTENSION_PREFIX = '/ccstorex/custom';

/**
 * Hands a request on to the extension host as it came: path, headers and body byte for byte, because the extension
 * checks signatures over bytes and refuses other spellings of its paths. Added is only where it came from, as every proxy
 * does.
 */
export function createExtensionProxy(extensionUrl: () => string | undefined): RequestListener {
  return (req, res) => {
    const url = extensionUrl();
    if (url === undefined) {
      const problem = new OccProblem(404, `There is no extension that has ${req.url ?? ''}.`);
      res.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(toProblemBody(problem)));
      return;
    }
    const { hostname, port } = new URL(url);
    const upstream = httpRequest(
      {
        hostname,
        port,
        method: req.method,
        path: req.url,
        headers: [...endToEnd(req.rawHeaders), 'X-Forwarded-For', req.socket.remoteAddress ?? ''],
      },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
        answer.pipe(res);
        answer.on('error', () => res.destroy());
      },
    );
    upstream.on('error', () => {
      answerBadGateway(req, res, url);
    });
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  };
}

/** Names and values alternate. What concerns one connection only is not handed on. */
function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!['connection', 'keep-alive'].includes(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function answerBadGateway(req: IncomingMessage, res: ServerResponse, extensionUrl: string): void {
  req.resume();
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const message = `The extension at ${extensionUrl} does not answer. Remedy: start it, or set EXTENSION_URL.`;
  const problem = new OccProblem(502, message, { errorCode: '00502' });
  res.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify(toProblemBody(problem)));
}
