/**
 * Every event of the log: its level, exactly its fields, what it means and what an operator does about it. `log(event, fields)`
 * takes nothing else, and the table in docs/operators.md is made of this catalogue. How to add one: docs/developers.md.
 */
import type { Catalogue } from './telemetry/log/catalogue/catalogue.ts';

const NOTHING = 'Nothing.';

export const events = {
  'alerts.not-evaluated': {
    level: 'error',
    scope: 'background',
    meaning: 'The alerts could not be judged, for an error of ours; it is tried again.',
    remedy: 'Report `error` and `at`.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'alerts.not-sent': {
    level: 'error',
    scope: 'background',
    meaning:
      'A message about alerts was not taken: `error` says why. It is sent again with the next look at the metrics.',
    remedy: 'Check the settings `alerts.*` of that `receiver`. `alerts` names what it would have told.',
    always: ['receiver', 'alerts', 'error'],
    sometimes: [],
  },
  'alerts.sent': {
    level: 'warning',
    scope: 'background',
    meaning: 'A message told the `receiver` of `alerts` that fire, or that fire no longer.',
    remedy: 'The message names the runbook of each.',
    always: ['receiver', 'alerts'],
    sometimes: [],
  },
  'apple-pay.session-failed': {
    level: 'error',
    scope: 'request',
    meaning: 'Apple gave no session for its payment sheet, so that Apple Pay could not be begun.',
    remedy:
      'With `appleHttpStatus`: compare merchant ID, domain and Merchant Identity certificate with the Apple developer account. With `noResponse`: let this machine reach Apple’s hosts.',
    always: ['host', 'setting'],
    sometimes: ['channel', 'appleHttpStatus', 'noResponse'],
  },
  'attempt.lookup-failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'An answer got lost, and looking the attempt up while the shopper waited failed with an error of ours.',
    remedy: 'Report `error` and `at`. The recovery task `resolve-outcome` settles the attempt.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'attempt.resolved': {
    level: 'info',
    scope: 'background',
    meaning: 'How an attempt whose answer was lost really ended.',
    remedy: NOTHING,
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'task', 'runs', 'outcome'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'authorization.expiring': {
    level: 'warning',
    scope: 'background',
    meaning:
      'The issuer lets go of a hold at `deadline`, within a day, and something of it is neither captured nor reversed. One line for each authorization.',
    remedy:
      'Capture or reverse it. `GET …/operations/expiring` lists all of them; afterwards a capture needs another authorization (gateway setting `reauthorize`).',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'deadline'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'authorization.orphaned': {
    level: 'warning',
    scope: 'request',
    meaning:
      'No order of OCC stands on this authorization: it is reversed now, or refunded where the money was taken.',
    remedy: 'Many of them: find out why OCC does not place orders whose payment was approved.',
    always: ['site', 'orderId'],
    sometimes: ['gatewayTransactionId', 'paymentGroupId', 'operation', 'merchantTransactionId'],
  },
  'authorizations.expiry-not-checked': {
    level: 'warning',
    scope: 'background',
    meaning:
      'Journal, OCC or settings could not be read, so holds that expire soon were not looked for; the next round looks for them too. With an `orderId` only that hold was not looked at, or without the gateway setting `holdDays` of its site.',
    remedy: 'See `error`.',
    always: ['error'],
    sometimes: ['site', 'orderId', 'cause', 'at'],
  },
  'authorizations.not-reversed': {
    level: 'error',
    scope: 'request',
    meaning:
      'A reconciliation found authorizations that no order stands on, and could not reverse `failed` of them.',
    remedy:
      'Look for the orders of the lines `authorization.orphaned` in Business Center, and reverse what is still held.',
    always: ['complete', 'orphans', 'reversed', 'failed', 'recorded'],
    sometimes: [],
  },
  'authorizations.reconciled': {
    level: 'info',
    scope: 'request',
    meaning:
      'A reconciliation of CyberSource’s authorizations with OCC’s orders found some that no order stands on, wrote what the journal did not have into it (`recorded`), or could not read everything (`complete`).',
    remedy: NOTHING,
    always: ['complete', 'orphans', 'reversed', 'failed', 'recorded'],
    sometimes: [],
  },
  'authorizations.reconciliation-failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'CyberSource’s records, OCC’s orders, settings or the journal could not be read for a reconciliation.',
    remedy:
      'None for one of them: the next reconciliation reads again. If it goes on, `error` says what to repair.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'capture-context.created': {
    level: 'info',
    scope: 'request',
    meaning: 'CyberSource gave a key for the card fields, and its signature is right.',
    remedy: NOTHING,
    always: [],
    sometimes: ['channel'],
  },
  'capture-context.rejected': {
    level: 'warning',
    scope: 'request',
    meaning:
      'CyberSource gave a key for the card fields that was not used: `problem` says what is wrong with it.',
    remedy: 'If it goes on, see that no proxy changes CyberSource’s answers, and that the clock is right.',
    always: ['problem'],
    sometimes: ['channel'],
  },
  'capture.without-items': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A capture was sent without the items that it is for, so that it is no level III: OCC’s order could not be read (`reason`: `unreadable`), or its items, tax, freight and discount do not come to the amount of the capture (`sums`).',
    remedy:
      '`unreadable`: find out why OCC’s admin API does not answer. `sums`: name the `lines` that are shipped, and capture what they cost with tax and freight.',
    always: ['site', 'channel', 'orderId', 'reason'],
    sometimes: [],
  },
  'card-testing-guard.activated': {
    level: 'error',
    scope: 'background',
    meaning:
      'Stolen cards are being tried out on this site: from now on unknown shoppers are let through a few at a time.',
    remedy:
      'Read [card testing](#card-testing). Switch 3-D Secure on (`payerAuthEnabled`), and ask for a CAPTCHA in the checkout.',
    always: ['site'],
    sometimes: [],
  },
  'card-testing-guard.deactivated': {
    level: 'info',
    scope: 'background',
    meaning: 'The attack with stolen cards on this site is over: unknown shoppers pay as before.',
    remedy: NOTHING,
    always: ['site'],
    sometimes: [],
  },
  'cards.not-put-back': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A shopper changed a saved card, OCC did not take the change, and CyberSource’s vault could not be put back: expiry date, billing address or default card are the new ones in the vault and the old ones in OCC.',
    remedy:
      'None where the shopper makes the change again, as the page asks. An expiry date follows the vault by itself where `networkTokenUpdates` is on. If it goes on, `error` says what to repair.',
    always: ['site', 'savedCardId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'cards.not-refreshed': {
    level: 'warning',
    scope: 'background',
    meaning:
      'Saved cards could not be compared with CyberSource’s vault: OCC, CyberSource or the journal could not be reached. The next round tries again.',
    remedy: 'None for one of them. If it goes on, `error` says what to repair.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'cards.refreshed': {
    level: 'info',
    scope: 'background',
    meaning:
      'The saved cards of some shoppers, one of which expires soon or was not read for thirty days, were compared with CyberSource’s vault: `note` counts them, and those that differed and are as the vault has them now.',
    remedy:
      'None. If many differ each time, notifications of cards do not arrive: look at the subscription at CyberSource.',
    always: ['note'],
    sometimes: [],
  },
  'challenge.expired': {
    level: 'info',
    scope: 'request',
    meaning:
      'A shopper answered the issuer’s challenge after ten minutes. Nothing was sent; the shopper was asked to pay again.',
    remedy: NOTHING,
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType'],
    sometimes: [],
  },
  'checkout.not-read': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A page asked what became of its checkout, of which only CyberSource’s records and OCC’s order can tell here. They could not be read, or not in time: it was told that the order is being checked, and asks again.',
    remedy:
      'None where it passes. Where it goes on, shoppers wait in vain: check the way to CyberSource and OCC, and report `error` and `at` where there is an `at`.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'checkout.second-order': {
    level: 'warning',
    scope: 'request',
    meaning:
      'An order was declined because `otherOrderId`, of the same checkout, is paid or being checked (`otherOrderState`).',
    remedy: 'None: the shopper was told the other order’s number.',
    always: [
      'site',
      'channel',
      'orderId',
      'paymentGroupId',
      'transactionType',
      'otherOrderId',
      'otherOrderState',
    ],
    sometimes: [],
  },
  'client-address.unknown': {
    level: 'warning',
    scope: 'background',
    meaning: 'Requests come through a proxy, so that all shoppers count as one network.',
    remedy: 'Set `CLIENT_ADDRESS_HEADER` to the header in which your proxies name the shopper’s address.',
    always: ['setting'],
    sometimes: [],
  },
  'clock.corrected': {
    level: 'error',
    scope: 'background',
    meaning: 'The machine’s clock is wrong by `driftMs`: from now on the process goes by CyberSource’s.',
    remedy: 'Set the clock, and keep it right with NTP.',
    always: ['driftMs'],
    sometimes: [],
  },
  'clock.drift-too-large': {
    level: 'error',
    scope: 'background',
    meaning: 'The machine’s clock differs from CyberSource’s by more than an hour, which is not corrected.',
    remedy: 'Set the clock, then start the process anew.',
    always: ['driftMs'],
    sometimes: [],
  },
  'configuration.warning': {
    level: 'warning',
    scope: 'background',
    meaning: 'The process starts although its configuration should be corrected.',
    remedy: 'Do what `problem` says.',
    always: ['problem'],
    sometimes: [],
  },
  'connections.dropped': {
    level: 'warning',
    scope: 'background',
    meaning: 'More connections at once than `limit`, the most that the server takes; one line a minute.',
    remedy: 'Find out which client opens so many; proxies need some dozens.',
    always: ['limit'],
    sometimes: [],
  },
  'credentials.refused': {
    level: 'error',
    scope: 'request',
    meaning:
      'CyberSource answered 401 or 403: merchant id, key id, secret or key file are wrong, have expired or belong to the other environment, or the clock is wrong. No payment of this account succeeds.',
    remedy: 'Correct the gateway settings that `setting` names, for this site and channel.',
    always: ['host', 'setting', 'gatewayHttpStatus'],
    sometimes: ['channel', 'correlationId'],
  },
  'gateway.adapter-failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'An error of ours while CyberSource was called; the attempt counts as `unknown` and is looked after.',
    remedy: 'Report `error` and `at`.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'gateway.address-incomplete': {
    level: 'info',
    scope: 'request',
    meaning:
      'Nothing was sent: the billing address lacks what CyberSource requires (`problem` names it), and the shopper was told which fields.',
    remedy: 'Many of them: ask for these fields in the checkout.',
    always: ['site', 'channel', 'orderId', 'merchantTransactionId', 'problem'],
    sometimes: [],
  },
  'gateway.call-failed': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A call to CyberSource that ended neither with an approval nor with a decline: `problem` says how.',
    remedy:
      'Do what `problem` says. `gatewayHttpStatus` 407: your proxy asks for credentials. 429: ask CyberSource, or who runs the proxy, for a higher limit.',
    always: ['site', 'channel', 'orderId', 'operation', 'merchantTransactionId', 'outcome', 'durationMs'],
    sometimes: ['problem', 'gatewayHttpStatus', 'gatewayStatus', 'gatewayReason', 'correlationId'],
  },
  'gateway.look-up': {
    level: 'info',
    scope: 'request',
    meaning:
      'An attempt whose answer was lost was looked up in CyberSource’s records: `found` with the `outcome`, `not-found`, or `ambiguous` with the `problem`.',
    remedy: NOTHING,
    always: ['site', 'channel', 'orderId', 'operation', 'merchantTransactionId', 'lookupResult'],
    sometimes: ['outcome', 'problem'],
  },
  'gateway.payment-record': {
    level: 'info',
    scope: 'request',
    meaning:
      'CyberSource’s records of a payment were read, to judge a capture, refund or cancellation: `found`, `not-found`, or `ambiguous` with the `problem`.',
    remedy: NOTHING,
    always: ['site', 'channel', 'orderId', 'gatewayTransactionId', 'lookupResult'],
    sometimes: ['problem'],
  },
  'hold.reversal': {
    level: 'info',
    scope: 'request',
    meaning: 'An attempt to release money that the issuer holds behind a decline, and its `outcome`.',
    remedy: 'None: what did not succeed is tried again.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId'],
    sometimes: ['paymentGroupId', 'outcome', 'gatewayTransactionId'],
  },
  'hold.reversal-failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'Money is still held behind a decline, and its reversal could not even be tried; it is tried again.',
    remedy: '`error` says what to repair. If it stays, the order is shown by `/operations/attention`.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'journal.unavailable': {
    level: 'error',
    scope: 'background',
    meaning: 'The database of the journal could not be reached at the start; each payment tries again.',
    remedy: 'Start the database, or correct `JOURNAL`: `error` and `cause` say what is wrong.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'journal.write-failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'The caller has its answer, and the journal could not take it yet: it is written as soon as it can be.',
    remedy: 'Repair the journal: a full disk, a stopped database. `cause` says which.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'manual-review.settled': {
    level: 'info',
    scope: 'request',
    meaning:
      'An operator (`actor`) has closed an entry of the list for manual review; the reason is kept with it.',
    remedy: 'Nothing.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'actor'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'method.misconfigured': {
    level: 'error',
    scope: 'request',
    meaning:
      'A page was offered a payment method that does not work there, because `setting` is wrong (`problem`): its sheet does not open, or refuses every payment. One line for each site, channel and setting.',
    remedy: 'Do what `problem` says, or switch the method off in `paymentOptions`.',
    always: ['site', 'channel', 'paymentType', 'setting', 'problem'],
    sometimes: [],
  },
  'method.not-offered': {
    level: 'info',
    scope: 'request',
    meaning:
      'A page was not offered a payment method that the site has switched on: it does not apply to the order (`problem`).',
    remedy: NOTHING,
    always: ['site', 'channel', 'paymentType', 'problem'],
    sometimes: [],
  },
  'notification.contradiction': {
    level: 'error',
    scope: 'background',
    meaning:
      'A notification of CyberSource’s says otherwise than the journal about an attempt whose result is known: `problem` says what. The attempt was handed to a person, and nothing else was changed.',
    remedy:
      'Compare the transaction in Business Center with the order, and correct what differs there. `GET /operations/attention` lists the attempt.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'problem'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'notification.failed': {
    level: 'error',
    scope: 'background',
    meaning:
      'Work on a notification failed: CyberSource, OCC or the journal could not be reached, or an error of ours. It is tried again, for a day.',
    remedy:
      'None for one of them. If it goes on, `error` says what to repair; report `error` and `at` where it is ours.',
    always: ['error'],
    sometimes: ['notificationId', 'eventType', 'cause', 'at'],
  },
  'notification.parked': {
    level: 'warning',
    scope: 'background',
    meaning:
      'A notification could not be acted on: `problem` says why. An unknown payment is looked for again for a day, an unknown event type is not.',
    remedy:
      'Read [notifications](#notifications): `GET /operations/notifications` lists it, `POST /operations/notifications/process` tries it again.',
    always: ['notificationId', 'eventType', 'problem'],
    sometimes: [],
  },
  'notification.processed': {
    level: 'info',
    scope: 'background',
    meaning: 'A notification was acted on: `note` says what came of it.',
    remedy: NOTHING,
    always: ['notificationId', 'eventType', 'note'],
    sometimes: [],
  },
  'order.amount-mismatch': {
    level: 'error',
    scope: 'request',
    meaning:
      'An authorization was refused: the webhook asks for `amount`, and OCC’s order states `orderAmount`. Nothing was sent.',
    remedy:
      'With `setting`: one amount is a power of ten of the other, so set `amountConvention` to how OCC writes amounts. Else look who changes orders while they are paid.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'amount', 'orderAmount'],
    sometimes: ['setting'],
  },
  'order.not-checked': {
    level: 'warning',
    scope: 'request',
    meaning:
      'An authorization was let through without a comparison with OCC’s order: the order could not be read (`reason`: `unreadable`) or does not have the payment group (`absent`).',
    remedy: 'Switch `includeOrderInWebhookPayload` on, or find out why OCC’s admin API does not answer.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'reason'],
    sometimes: [],
  },
  'order.not-read': {
    level: 'error',
    scope: 'request',
    meaning:
      'An authorization was refused, and nothing was sent: as for `order.not-checked`, but `orderCheck` is `always`.',
    remedy: 'As for `order.not-checked`; or set `orderCheck` to `auto`.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'reason', 'setting'],
    sometimes: [],
  },
  'order.not-written': {
    level: 'error',
    scope: 'background',
    meaning:
      'The order in Commerce Cloud could not be made to show its payments in more than a day of runs (gateway setting `writeBack`). It is listed for manual review.',
    remedy:
      'Put right what `problem` names, write the amounts into the order by hand, and close the entry of `GET …/operations/attention`.',
    always: ['site', 'orderId', 'problem'],
    sometimes: [],
  },
  'order.origin-not-scheduled': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A payment with a saved card that no page is behind was taken for the shopper’s: `orderOrigin` is not in the gateway setting `scheduledOrderOrigins`.',
    remedy: 'If it was a scheduled order, add its origin to that setting.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'orderOrigin', 'setting'],
    sometimes: [],
  },
  'order.origin-unknown': {
    level: 'error',
    scope: 'request',
    meaning:
      'A payment with a saved card was answered with 503 and not sent: OCC’s order could not be read (`reason`: `unreadable`) or has no `originOfOrder` (`absent`).',
    remedy: 'Switch `includeOrderInWebhookPayload` on, or find out why OCC’s admin API does not answer.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'reason'],
    sometimes: [],
  },
  'order.write-failed': {
    level: 'error',
    scope: 'background',
    meaning:
      'Noting or writing an order that Commerce Cloud has to show something of failed; what is noted already is tried again.',
    remedy: 'See `error`; without `cause`, report it with `at`.',
    always: ['error'],
    sometimes: ['site', 'orderId', 'cause', 'at'],
  },
  'order.write-rescheduled': {
    level: 'warning',
    scope: 'background',
    meaning:
      'The order in Commerce Cloud does not show its payments yet: Commerce Cloud did not answer, another program changed the order at the same time, or it reads differently from what was written. It is written again by itself.',
    remedy: 'Nothing, unless it goes on: `problem` says what stands in the way.',
    always: ['site', 'orderId', 'problem'],
    sometimes: [],
  },
  'order.written': {
    level: 'info',
    scope: 'background',
    meaning: 'What has happened to the payments of the order was written to Commerce Cloud, and read back.',
    remedy: NOTHING,
    always: ['site', 'orderId'],
    sometimes: [],
  },
  'payer-authentication.setup': {
    level: 'info',
    scope: 'request',
    meaning: '3-D Secure was begun for a card, and what CyberSource answered (201: it agreed).',
    remedy: 'Many others than 201: look at the lines `request.failed` and `credentials.refused` beside them.',
    always: [],
    sometimes: ['channel', 'gatewayHttpStatus', 'noResponse'],
  },
  'payment.blocked': {
    level: 'warning',
    scope: 'request',
    meaning:
      'An attempt to pay was stopped before CyberSource. `reason`: the limit (`order`, `session`, `card`, `profile`, `network`, `card-testing`), or `security-code`, `payer-authentication`, `order-amount`, `order-not-read`.',
    remedy: 'Many of them: read [card testing](#card-testing).',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'reason'],
    sometimes: [],
  },
  'payment.changed-elsewhere': {
    level: 'warning',
    scope: 'request',
    meaning:
      'CyberSource’s records show an operation of another program (Business Center, for example); the journal has it now as `external`, and operations that contradict it are refused.',
    remedy: 'Nothing, if it was meant: otherwise ask who has access to the account.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'payment.completed': {
    level: 'info',
    scope: 'request',
    meaning: 'A payment, capture, void or refund was answered: one line each.',
    remedy: NOTHING,
    always: [
      'site',
      'channel',
      'orderId',
      'operation',
      'outcome',
      'replayed',
      'merchantTransactionId',
      'attemptNumber',
    ],
    sometimes: [
      'paymentGroupId',
      'transactionType',
      'caller',
      'declineReason',
      'warnings',
      'gatewayStatus',
      'gatewayReason',
      'gatewayTransactionId',
      'correlationId',
      'durationMs',
    ],
  },
  'payment.not-supported': {
    level: 'warning',
    scope: 'request',
    meaning:
      'OCC or an OMS asked for what the site or the payment method does not offer, and was told so (`problem`).',
    remedy: 'Switch the way to pay on in the gateway settings (`paymentOptions`), or off in the storefront.',
    always: ['site', 'channel', 'orderId'],
    sometimes: ['paymentGroupId', 'transactionType', 'problem'],
  },
  'payment.proof-missing': {
    level: 'warning',
    scope: 'request',
    meaning:
      'A payment with a saved card was declined: it lacks what the site asks of shoppers (`reason`: `security-code` or `payer-authentication`).',
    remedy: 'See that every checkout uses the payment widget; a program that pays with saved cards cannot.',
    always: ['site', 'channel', 'orderId', 'paymentGroupId', 'transactionType', 'reason'],
    sometimes: [],
  },
  'payment.recorded': {
    level: 'warning',
    scope: 'request',
    meaning:
      'CyberSource’s records show an operation of this installation that the journal did not have, as after a copy was restored: it has it now, with `unknown` as its caller.',
    remedy: 'Nothing after a restore. At any other time a part of the journal was lost: find out how.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'payment.void-or-refund-refused': {
    level: 'error',
    scope: 'request',
    meaning:
      'A cancellation or refund of Commerce Cloud’s was refused or declined: the money still is where it was. It is asked for again by itself for a day, then it is listed for manual review.',
    remedy:
      'Nothing, unless `task.manual-review` follows: then do what `GET …/operations/attention` suggests, and close the entry.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'outcome'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId', 'declineReason', 'problem'],
  },
  'readiness.lost': {
    level: 'error',
    scope: 'background',
    meaning:
      'No payment can be taken, and `/ready` answers 503 from now on. `reason`: `journal`, `webhook-secret` or `settings`.',
    remedy: '`error` says what to repair; `/ready` answers with all reasons.',
    always: ['reason', 'error'],
    sometimes: ['cause', 'at'],
  },
  'readiness.regained': {
    level: 'info',
    scope: 'background',
    meaning: '`/ready` answers 200 again.',
    remedy: NOTHING,
    always: [],
    sometimes: [],
  },
  'request.failed': {
    level: 'error',
    scope: 'request',
    meaning: 'A request could not be carried out: `error` says why.',
    remedy: '`problemCode` and `error` say what to repair. With `at`: report both.',
    always: ['httpRequestId', 'method', 'route', 'httpStatus', 'problemCode', 'error'],
    sometimes: ['channel', 'pageOrigin', 'setting', 'host', 'cause', 'at'],
  },
  'request.refused': {
    level: 'warning',
    scope: 'request',
    meaning: 'A request was wrong: `problemCode` says how, `invalidFields` names its first wrong fields.',
    remedy:
      'The caller has to correct it. A page that is not the shop’s: add `pageOrigin` to the gateway setting `allowedOrigins`.',
    always: ['httpRequestId', 'method', 'route', 'httpStatus', 'problemCode'],
    sometimes: ['channel', 'pageOrigin', 'setting', 'host', 'invalidFields'],
  },
  'result.orphaned': {
    level: 'error',
    scope: 'background',
    meaning:
      'A result that its caller has heard and the journal will not have: the attempt had been given up as lost before (`reason`: `completed-as-lost`), or is not in this journal (`not-claimed-here`).',
    remedy:
      'Compare the order in OCC with `gatewayTransactionId` in Business Center, and reverse what no order stands on.',
    always: ['commandKey', 'reason', 'outcome'],
    sometimes: [
      'site',
      'orderId',
      'paymentGroupId',
      'operation',
      'merchantTransactionId',
      'gatewayTransactionId',
    ],
  },
  'review.deadline': {
    level: 'warning',
    scope: 'background',
    meaning:
      'A payment is still under review less than a day before the issuer lets go of its hold (`deadline`). Then it cannot be captured any more.',
    remedy:
      'Decide it: `GET /reviews` lists it, `POST /reviews/accept` or `/reviews/reject`, or the Business Center.',
    always: ['site', 'orderId', 'gatewayTransactionId', 'deadline'],
    sometimes: [],
  },
  'review.decided': {
    level: 'info',
    scope: 'request',
    meaning:
      'A reviewer (`actor`) has accepted or rejected a payment (`decision`), here or elsewhere (`source`). The capture, where it is set, or the reversal follows.',
    remedy: NOTHING,
    always: ['site', 'orderId', 'gatewayTransactionId', 'decision', 'actor', 'source'],
    sometimes: [],
  },
  'review.failed': {
    level: 'error',
    scope: 'background',
    meaning:
      'Reviews could not be noted, reviewers’ decisions could not be read, or the capture or reversal that follows a decision was not made: `error` says why. What CyberSource declined or refused is logged once, and the review stays open while the issuer holds the money.',
    remedy:
      'A capture or reversal: see the payment, and capture or void it. Else, where it goes on: check that the account may read conversion details, and the database.',
    always: ['error'],
    sometimes: ['site', 'orderId', 'cause', 'at'],
  },
  'review.no-longer-held': {
    level: 'info',
    scope: 'background',
    meaning:
      'A review was closed although nobody has decided it: its payment was reversed or captured meanwhile, or the issuer let go of its hold a day ago (`deadline`).',
    remedy:
      'Nothing, where the order was cancelled. Else decide about the order in Commerce Cloud: nothing is held for it any more.',
    always: ['site', 'orderId', 'gatewayTransactionId', 'deadline'],
    sometimes: [],
  },
  'risk-check.failed': {
    level: 'error',
    scope: 'request',
    meaning:
      'The check before an authorization (card-testing guard, amount, order) failed: nothing was sent, and the shopper could not pay. Or it could not take note of how the payment ended, and the guard counts one attempt too few.',
    remedy:
      '`error` names what could not be read: check the database and OCC. Report any other `error` and `at`.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'error'],
    sometimes: ['cause', 'at'],
  },
  'settings.not-read': {
    level: 'warning',
    scope: 'request',
    meaning:
      'OCC did not give the settings of a site and channel: `error` says why. Those that it gave last count, for an hour at most.',
    remedy:
      'Where it goes on: see whether OCC’s admin API can be reached. What is changed in the settings has no effect meanwhile.',
    always: ['site', 'channel', 'error'],
    sometimes: [],
  },
  'settlement.difference': {
    level: 'warning',
    scope: 'request',
    meaning:
      'Journal, CyberSource and Commerce Cloud do not agree about a capture, sale or refund: `reason` names the difference.',
    remedy:
      '`GET /settlement?date=` shows the case with its likely cause and remedy. Close it with `POST /settlement/close`.',
    always: ['site', 'orderId', 'gatewayTransactionId', 'reason'],
    sometimes: [],
  },
  'settlement.failed': {
    level: 'error',
    scope: 'background',
    meaning:
      'The books of a site’s day could not be compared: `error` says why. Other days and sites are; this one is tried again.',
    remedy: 'Where it goes on: check that the account may read purchase and refund details.',
    always: ['error'],
    sometimes: ['site', 'date', 'cause', 'at'],
  },
  'task.completed': {
    level: 'info',
    scope: 'background',
    meaning: 'A recovery task of an attempt is done.',
    remedy: NOTHING,
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'task', 'runs'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'task.failed': {
    level: 'error',
    scope: 'background',
    meaning: 'The journal, OCC, CyberSource or the settings of a site could not be read for a recovery task.',
    remedy: 'None for one of them: it is tried again. If it goes on, `error` says what to repair.',
    always: ['error'],
    sometimes: ['site', 'orderId', 'operation', 'merchantTransactionId', 'cause', 'at'],
  },
  'task.manual-review': {
    level: 'error',
    scope: 'background',
    meaning:
      'A day of attempts did not settle it: the issuer may hold money, or have taken it, without our knowledge.',
    remedy:
      'Look for `merchantTransactionId` and `orderId` in Business Center, reverse or confirm what you find there, and tell the shopper. `GET …/operations/attention` lists all of them.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'task', 'runs'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId'],
  },
  'task.rescheduled': {
    level: 'info',
    scope: 'background',
    meaning:
      'A recovery task runs again later. `reason` `credentials` or `rate-limit`: the account has no access at CyberSource, and the run does not count.',
    remedy: 'With a `reason`: correct the credentials, or ask for a higher limit.',
    always: ['site', 'orderId', 'operation', 'merchantTransactionId', 'task', 'runs'],
    sometimes: ['paymentGroupId', 'gatewayTransactionId', 'reason'],
  },
  'vault.call': {
    level: 'info',
    scope: 'request',
    meaning:
      'A call to CyberSource’s vault for a saved card that is deleted (204: deleted; 404 or 410: gone before).',
    remedy: 'Others than these: look at the lines `request.failed` and `credentials.refused` beside them.',
    always: [],
    sometimes: ['channel', 'gatewayHttpStatus', 'noResponse'],
  },
  'wallet.country-missing': {
    level: 'warning',
    scope: 'request',
    meaning: 'The widget offers no wallet on this site and channel: the merchant’s country is not known.',
    remedy: 'Set the gateway setting `merchantCountry`.',
    always: ['site', 'channel', 'setting'],
    sometimes: [],
  },
  'warm-up.failed': {
    level: 'warning',
    scope: 'background',
    meaning:
      'The payments that are made in memory at a start, so that the code of payments is compiled before the first real one, were not all ' +
      'approved. Nothing else depends on it.',
    remedy: 'Report `error` and `at`.',
    always: ['error'],
    sometimes: ['cause', 'at'],
  },
  'worker.ended': {
    level: 'error',
    scope: 'background',
    meaning:
      'One of several processes that serve the port ended by itself; another one is started in its place.',
    remedy:
      'The lines before it say why, where it could write one. `SIGKILL` without one: look whether the machine had no memory left.',
    always: ['worker', 'exitReason'],
    sometimes: [],
  },
  'worker.not-replaced': {
    level: 'error',
    scope: 'background',
    meaning: 'A new worker could not start (SIGHUP): no further one is replaced, and those that serve go on.',
    remedy: 'The lines before it say why. Correct it, then send SIGHUP again.',
    always: ['worker'],
    sometimes: [],
  },
  'worker.replaced': {
    level: 'info',
    scope: 'background',
    meaning: 'A worker has ended what was under way, and another one has taken its place (SIGHUP).',
    remedy: NOTHING,
    always: ['worker'],
    sometimes: [],
  },
  'worker.started': {
    level: 'info',
    scope: 'background',
    meaning: 'A worker takes connections.',
    remedy: NOTHING,
    always: ['worker'],
    sometimes: [],
  },
} as const satisfies Catalogue;

export type EventCatalogue = typeof events;
