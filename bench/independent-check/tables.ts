/** The relations that a history is put into, and what follows from them. All amounts in minor units, instants in milliseconds. */

/** One table for each type of record; `seq` is the number of its line. */
export const TABLES = `
CREATE TABLE head (seq, version, source, seed, at, journal, double_hold_ms, settled_within_ms, callers_repeat);
CREATE TABLE request (seq, at, request PRIMARY KEY, caller, operation, key, digest, site_id, order_id, payment_group_id, "of", amount, currency, once);
CREATE TABLE answer (seq, at, request, status, lost, meaning, part, result, is_final);
CREATE TABLE change (seq, at, operation, order_id, payment_group_id, amount);
CREATE TABLE outcome (seq, at, attempt_id, outcome);
CREATE TABLE "transaction" (seq, at, id, root_id, "of", kind, status, amount, captured, final, currency, order_id, merchant_transaction_id, attempt_id);
CREATE TABLE attempt (seq, at, attempt_id, key, operation, caller, order_id, payment_group_id, "of", amount, currency, outcome, gateway_id, resolved_at, manual_review);
CREATE TABLE "order" (seq, order_id, site_id, state, checkout_id, hold_ms);
CREATE TABLE payment_group (seq, order_id, payment_group_id, amount, currency, state, accepted);
CREATE TABLE phase (seq, at, phase, tasks_left);
`;

/** Derived step by step; each names what it is. */
export const RELATIONS = `
CREATE INDEX answer_of ON answer (request);
CREATE INDEX request_key ON request (key);
CREATE INDEX transaction_id ON "transaction" (id);
CREATE INDEX transaction_of ON "transaction" ("of");
CREATE INDEX transaction_root ON "transaction" (root_id);
CREATE INDEX attempt_by_id ON attempt (attempt_id);
CREATE INDEX attempt_by_gateway ON attempt (gateway_id);
CREATE INDEX attempt_by_key ON attempt (key);

-- What was voided, and what was declined, has moved nothing in the end.
CREATE TABLE entry AS
SELECT t.*, EXISTS (SELECT 1 FROM "transaction" v WHERE v.kind = 'void' AND v."of" = t.id) AS voided,
  coalesce(t.status = 'DECLINED', 0) AS declined,
  coalesce(
    (SELECT a.attempt_id FROM attempt a WHERE a.attempt_id = t.merchant_transaction_id),
    (SELECT a.attempt_id FROM attempt a WHERE a.attempt_id = t.attempt_id),
    (SELECT a.attempt_id FROM attempt a WHERE a.gateway_id = t.id AND t.kind <> 'payment' LIMIT 1)
  ) AS made_by
FROM "transaction" t;
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_root ON entry (root_id);
CREATE INDEX entry_of ON entry ("of");
CREATE INDEX entry_made_by ON entry (made_by);

-- The payment group of each payment; of one that is known by the gateway's id of the first, that one's.
CREATE TABLE group_of AS
WITH RECURSIVE lineage (id, order_id, grp, next, depth) AS (
  SELECT e.id, a.order_id, a.payment_group_id, a."of", 0
  FROM entry e JOIN attempt a ON a.attempt_id = e.made_by WHERE e.kind = 'payment'
  UNION ALL
  SELECT l.id, a.order_id, a.payment_group_id, a."of", l.depth + 1
  FROM lineage l JOIN entry e ON e.id = l.next JOIN attempt a ON a.attempt_id = e.made_by
  WHERE l.grp IS NULL AND l.next <> l.id AND l.depth < 9
)
SELECT id, order_id, grp FROM lineage WHERE grp IS NOT NULL GROUP BY id;
CREATE INDEX group_of_id ON group_of (id);
CREATE INDEX group_of_grp ON group_of (order_id, grp);

-- A follow-on belongs to the payment group of what it refers to.
UPDATE attempt SET payment_group_id = (
  SELECT g.grp FROM entry e JOIN group_of g ON g.id = e.root_id WHERE e.id = attempt."of"
) WHERE payment_group_id IS NULL AND "of" IS NOT NULL;

-- How much of a payment is where at the end.
CREATE TABLE payment AS
SELECT p.seq, p.id, p.at, p.currency, p.order_id AS reference, p.made_by, p.captured > 0 AS is_sale,
  -- Without a shared journal a step that one instance took for a capture may be a re-authorization to another one, under the same id.
  (SELECT a.operation NOT IN ('authorize', 'charge') FROM attempt a WHERE a.attempt_id = p.made_by) AS renews,
  g.order_id, g.grp,
  p.amount + (SELECT coalesce(sum(i.amount), 0) FROM entry i
    WHERE i.root_id = p.id AND i.kind = 'increment' AND i.declined = 0) AS authorized,
  iif(p.voided, 0, p.captured) + (SELECT coalesce(sum(c.amount), 0) FROM entry c
    WHERE c.root_id = p.id AND c.kind = 'capture' AND c.voided = 0) AS captured,
  (SELECT coalesce(sum(r.amount), 0) FROM entry r WHERE r.root_id = p.id AND r.kind = 'reversal') AS reversed,
  (SELECT coalesce(sum(r.amount), 0) FROM entry r JOIN entry c ON c.id = r."of"
    WHERE r.root_id = p.id AND r.kind = 'refund' AND r.declined = 0 AND r.voided = 0 AND c.voided = 0) AS refunded,
  EXISTS (SELECT 1 FROM entry c WHERE c.root_id = p.id AND c.kind = 'capture' AND c.final) AS is_final,
  (SELECT max(f.at) FROM entry f WHERE f.root_id = p.id) AS touched_at
FROM entry p LEFT JOIN group_of g ON g.id = p.id
WHERE p.kind = 'payment';
CREATE INDEX payment_id ON payment (id);
CREATE INDEX payment_grp ON payment (order_id, grp);

-- What a payment holds or has taken. A hold that was authorized again had expired: nothing of it is held any more. So had
-- what took its place, where that was authorized again after the time that holds last (less the minute that clocks differ by).
CREATE TABLE kept AS
SELECT p.*, r.at AS renewed_at,
  iif(r.at IS NOT NULL OR (p.is_final AND p.authorized > p.captured + p.reversed), 0,
    p.authorized - p.captured - p.reversed) AS open,
  p.captured - p.refunded AS taken
FROM payment p LEFT JOIN (
  SELECT e.seq, min(r.at) AS at FROM payment e
  JOIN payment r ON r.order_id = e.order_id AND r.grp = e.grp AND r.renews AND r.seq > e.seq
  LEFT JOIN "order" o ON o.order_id = e.order_id
  WHERE coalesce(e.renews, 0) = 0 OR r.at - e.at >= o.hold_ms - 60000
  GROUP BY e.seq
) r ON r.seq = p.seq;
CREATE INDEX kept_grp ON kept (order_id, grp);

-- Each request once, whatever its copies: the first body under its key counts.
CREATE TABLE asked AS
SELECT q.key, q.operation, q.caller, q.order_id, q.amount, q.currency, q.at, q.digest, t.state, t.part,
  NOT EXISTS (SELECT 1 FROM request o WHERE o.key = q.key AND o.once IS NULL) AS once,
  coalesce(q.payment_group_id, (SELECT g.grp FROM entry e JOIN group_of g ON g.id = e.root_id WHERE e.id = q."of")) AS grp
FROM request q JOIN told t ON t.key = q.key
WHERE q.seq = (SELECT min(o.seq) FROM request o WHERE o.key = q.key);
CREATE INDEX asked_grp ON asked (order_id, grp);
CREATE INDEX asked_key ON asked (key);

-- What every caller of a payment group may count on, and what a request that no certain answer was given to may have added.
CREATE TABLE wanted AS
SELECT order_id, payment_group_id AS grp, currency, iif(accepted, amount, 0) AS low, iif(accepted, amount, 0) AS high
FROM payment_group
UNION ALL
-- Of the charges of one payment group one can stand.
SELECT order_id, grp, currency, max(iif(state = 'yes', amount, 0)), max(iif(state = 'no', 0, amount))
FROM asked WHERE operation = 'charge' GROUP BY order_id, grp, currency;

CREATE TABLE spoken AS
WITH sums AS (
  SELECT order_id, grp, operation,
    sum(CASE state WHEN 'yes' THEN amount WHEN 'no' THEN part ELSE 0 END) AS least,
    sum(CASE state WHEN 'no' THEN part ELSE amount END) AS most
  FROM asked GROUP BY order_id, grp, operation
), elsewhere AS (
  SELECT order_id, payment_group_id AS grp, operation, sum(amount) AS amount FROM change GROUP BY 1, 2, 3
)
SELECT w.order_id, w.grp, w.currency, w.low, w.high, s.operation, s.least, s.most
FROM wanted w JOIN sums s ON s.order_id = w.order_id AND s.grp = w.grp
UNION ALL
SELECT w.order_id, w.grp, w.currency, w.low, w.high, 'elsewhere ' || e.operation, e.amount, e.amount
FROM wanted w JOIN elsewhere e ON e.order_id = w.order_id AND e.grp = w.grp
UNION ALL
SELECT order_id, grp, currency, low, high, '', 0, 0 FROM wanted;

CREATE TABLE expected AS
SELECT order_id, grp, currency, low AS base_low, high AS base_high,
  total(iif(operation = 'increment', least, 0)) AS added_least, total(iif(operation = 'increment', most, 0)) AS added_most,
  total(iif(operation IN ('reduce', 'reverse', 'refund', 'elsewhere void', 'elsewhere refund'), least, 0)) AS less_least,
  total(iif(operation IN ('reduce', 'reverse', 'refund', 'elsewhere void', 'elsewhere refund'), most, 0)) AS less_most,
  total(iif(operation IN ('capture', 'elsewhere capture'), least, 0)) AS captured_least,
  total(iif(operation IN ('capture', 'elsewhere capture'), most, 0)) AS captured_most,
  total(iif(operation IN ('refund', 'elsewhere refund'), least, 0)) AS refunded_least,
  total(iif(operation IN ('refund', 'elsewhere refund'), most, 0)) AS refunded_most,
  total(iif(operation IN ('void', 'reverse', 'elsewhere void'), most, 0)) > 0 AS cancelling,
  total(iif(operation = 'void', least, 0)) > 0 AS cancelled,
  total(iif(operation = 'void', most, 0)) > 0 AS cancel_asked
FROM spoken GROUP BY order_id, grp, currency, low, high;

CREATE TABLE balance AS
SELECT x.*, coalesce(k.net, 0) AS net, coalesce(k.taken, 0) AS taken, coalesce(k.captured, 0) AS captured,
  coalesce(k.refunded, 0) AS refunded, coalesce(k.is_sale, 0) AS is_sale, coalesce(k.is_renewed, 0) AS is_renewed,
  CASE
    WHEN x.base_low = 0 OR x.cancel_asked THEN 0
    -- What was held before, and not captured, nobody holds again.
    WHEN coalesce(k.is_renewed, 0) THEN iif(x.cancelling, 0, x.captured_least - x.refunded_most)
    ELSE x.base_low + x.added_least - x.less_most
  END AS least,
  CASE
    WHEN x.base_high = 0 OR x.cancelled THEN 0
    ELSE x.base_high + x.added_most - x.less_least
  END AS most
FROM expected x LEFT JOIN (
  SELECT order_id, grp, sum(open + taken) AS net, sum(taken) AS taken, sum(captured) AS captured, sum(refunded) AS refunded,
    max(is_sale) AS is_sale, max(renewed_at IS NOT NULL) AS is_renewed
  FROM kept GROUP BY order_id, grp
) k ON k.order_id = x.order_id AND k.grp = x.grp;

-- What each entry changes, in the order of the book.
CREATE TABLE movement AS
SELECT e.seq, e.at, e.root_id, e.id, e.kind,
  CASE WHEN e.kind = 'payment' OR (e.kind = 'increment' AND e.declined = 0) THEN e.amount ELSE 0 END AS authorized,
  CASE
    WHEN e.kind = 'payment' THEN e.captured
    WHEN e.kind = 'capture' THEN e.amount
    WHEN e.kind = 'void' AND o.kind = 'capture' THEN -o.amount
    WHEN e.kind = 'void' AND o.kind = 'payment' THEN -o.captured
    ELSE 0
  END AS captured,
  CASE e.kind WHEN 'reversal' THEN e.amount ELSE 0 END AS reversed,
  CASE
    WHEN e.kind = 'refund' AND e.declined = 0 THEN e.amount
    WHEN e.kind = 'void' AND o.kind = 'refund' THEN -o.amount
    ELSE 0
  END AS refunded
FROM entry e LEFT JOIN entry o ON o.id = e."of";

CREATE TABLE running AS
SELECT seq, at, root_id, id, kind, sum(authorized) OVER book AS authorized, sum(captured) OVER book AS captured,
  sum(reversed) OVER book AS reversed, sum(refunded) OVER book AS refunded
FROM movement WINDOW book AS (PARTITION BY root_id ORDER BY seq);
CREATE INDEX running_root ON running (root_id, at);
`;
