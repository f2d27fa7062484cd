/** Sends notifications that have to be refused, at a steady rate. A job comes in as a message; so does the end of it. */
import { Agent, request } from 'node:http';
import {
  aGenuine,
  anUnwanted,
  REFUSED_WITH,
  unwantedKinds,
  type RefusedNotification,
} from '../../notifications/unwanted.ts';
import { NOTIFICATIONS, type RefusedLoadJob, type RefusedLoadResult } from '../protocol.ts';

const TICK_MS = 10;

process.once('message', ({ url, perSecond }: RefusedLoadJob) => {
  void begin(url, perSecond);
});

async function begin(url: string, perSecond: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const genuine = aGenuine();
  await send(agent, url, genuine);
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let [sent, notRefused] = [0, 0];

  async function sendNext(nth: number): Promise<void> {
    const kind = unwantedKinds[nth % unwantedKinds.length] ?? 'forged';
    const status = await send(agent, url, anUnwanted(kind, genuine));
    // What is too large may be hung up on before its sender has seen the answer.
    const isHungUpOn = status === 0 && REFUSED_WITH[kind] === 413;
    if (status !== REFUSED_WITH[kind] && !isHungUpOn) notRefused += 1;
  }

  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent += 1) {
      const sending = sendNext(sent).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  }, TICK_MS);
  process.once('message', () => {
    clearInterval(timer);
    const perSecondSent = sent / ((performance.now() - startedAt) / 1000);
    void Promise.all(underWay).then(() => {
      const result: RefusedLoadResult = { sent, perSecond: perSecondSent, notRefused };
      process.send?.(result);
    });
  });
  process.send?.('begun');
}

/** @returns the HTTP status; 0 where the connection ended without one. */
function send(agent: Agent, url: string, { headers, body, hasLength }: RefusedNotification): Promise<number> {
  return new Promise((resolve) => {
    let status = 0;
    const call = request(
      url + NOTIFICATIONS,
      {
        agent,
        method: 'POST',
        headers: { ...headers, ...(hasLength && { 'content-length': String(body.length) }) },
      },
      (answer) => {
        status = answer.statusCode ?? 0;
        answer.resume();
      },
    );
    // What is too large is answered before it was sent: the connection is closed in the middle of it.
    call.on('error', () => undefined);
    call.on('close', () => {
      resolve(status);
    });
    call.end(body);
  });
}
