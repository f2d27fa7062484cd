import type { ProblemCode } from '../../../server-extension/src/domain/problem.ts';

/** What the reader of an answer does about each of its errors; the answer's own message names field or setting. */
export const PROBLEM_REMEDIES: Readonly<Record<ProblemCode, string>> = {
  'malformed-request': 'Correct the fields that `errors` names; the API’s document has the shape of each.',
  'not-supported':
    'Ask the payment for something that its method can do: `GET /operations/payments` lists it under `allowed`.',
  'bad-signature':
    'Compare the secret of OCC’s webhook with `PAYMENTS_SECRET_KEY` (`occ-cybersource doctor` does, and `webhooks configure` puts it right); for ' +
    'notifications, the key with `NOTIFICATIONS_KEYS`. A clock that is minutes off has the same effect.',
  'not-authenticated': 'Log in at Commerce Cloud again and send the new token as `Authorization: Bearer …`.',
  'seal-invalid':
    'Load the payment form again. If all instances say so, they have different values of `CRYPTO_SERVICE_KEY`.',
  'seal-expired': 'Load the payment form again; the shopper has waited too long.',
  'not-allowed':
    'Check the site in `x-ccsite`, and whether the page’s address is among the site’s origins (gateway setting `allowedOrigins`).',
  'role-missing':
    'Give the role the right in the gateway setting `operatorRoles`, or use an account whose role has it; the message names both.',
  'not-found':
    'Check the id and the site. A feature that is off is switched on by the setting that the message names.',
  'method-not-allowed': 'Use the method that the header `Allow` names.',
  conflict:
    'Read `payment` and `allowed` in the answer: what is left of the payment, and what it takes instead. For another operation of the same ' +
    'amount use another `Idempotency-Key`.',
  'body-too-large': 'Send less.',
  'unsupported-media-type': 'Send `Content-Type: application/json`, not compressed.',
  unprocessable: 'Do as the message says; the same request again will not succeed.',
  'too-many-requests':
    'Wait as long as `Retry-After` says. Several clients behind one address: set `CLIENT_ADDRESS_HEADER`.',
  'internal-failure':
    'Give `requestId` to the operator, who finds the line `request.failed` with it in the log.',
  'gateway-failure': 'Try again later; `GET /operations/status` says who does not answer.',
  'not-configured': 'Set what the message names; `occ-cybersource doctor` finds all that is missing.',
  'journal-unavailable':
    'Nothing was sent: send the same request again. The operator follows the runbook [journal unavailable](runbooks/journal-unavailable.md).',
  'in-progress': 'Send the same request again after `Retry-After`: it hears the result of the first.',
  'not-sent':
    'Send the same request again. If it stays so, see the runbook [CyberSource is down](runbooks/cybersource-down.md).',
  'outcome-unknown':
    'Send the same request with the same `Idempotency-Key` again: recovery looks the result up, and the answer contains it. Never send it under another key, ' +
    'which may move the money twice.',
  'wait-for-result':
    'An earlier operation on this payment has no known end yet, or CyberSource’s records do not show everything yet. Until then it is not known how much is ' +
    'left, so this request was not sent. Send the same request again after `Retry-After` (30 seconds); recovery finds the end, usually within a minute.',
};
