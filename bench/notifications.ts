/** `node bench/notifications.ts [count] [seed]`: badly delivered notifications, and what became of cards and payments. */
import { runCardNotifications } from './notifications/cards.ts';
import { runPaymentNotifications } from './notifications/payments.ts';

const [count = '10000', seed = '1'] = process.argv.slice(2);
const run = { count: Number(count), seed: Number(seed) };
const cards = await runCardNotifications(run);
const payments = await runPaymentNotifications(run);
process.stdout.write(
  [
    '| Notifications, 30 % twice, 10 % dropped, shuffled | Compared | Wrong |',
    '| --- | --- | --- |',
    `| ${cards.notifications} about cards | ${cards.cards} cards of OCC with the vault | ${cards.wrong.length} |`,
    `| ${payments.notifications} about captures whose answer was lost | ${payments.told} told of, ${payments.untold} left to recovery, ${payments.lookUps} look-ups | ${payments.wrong.length} |`,
    '',
  ].join('\n'),
);
for (const each of [...cards.wrong, ...payments.wrong].slice(0, 20)) process.stdout.write(`${each}\n`);
process.exitCode = cards.wrong.length + payments.wrong.length === 0 ? 0 : 1;
