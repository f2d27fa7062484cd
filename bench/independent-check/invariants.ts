/** What must hold, from the promises P1 to P6 and the invariants I1 to I8 of the product's reliability model. */

export interface Invariant {
  readonly name: string;
  /** Promise or invariant that it comes from. */
  readonly source: string;
  /** A row for each violation: `order_id`, and `what` in words. */
  readonly sql: string;
}

export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'one operation for each delivery',
    source: 'P1',
    sql: `
      SELECT a.order_id, 'key ' || a.key || ' was carried out ' || count(DISTINCT e.id) || ' times' AS what
      FROM attempt a JOIN entry e ON e.made_by = a.attempt_id
      WHERE a.key IS NOT NULL AND e.declined = 0 AND e.kind NOT IN ('void', 'reversal')
      GROUP BY a.key HAVING count(DISTINCT e.id) > 1`,
  },
  {
    name: 'ids are unique',
    source: 'I5',
    sql: `
      SELECT max(order_id) AS order_id, 'CyberSource id ' || id || ' stands ' || count(*) || ' times' AS what
      FROM "transaction" GROUP BY id HAVING count(*) > 1
      UNION ALL
      SELECT max(order_id), 'merchant transaction id ' || merchant_transaction_id || ' stands ' || count(*) || ' times'
      FROM "transaction" WHERE merchant_transaction_id IS NOT NULL
      GROUP BY merchant_transaction_id HAVING count(*) > 1`,
  },
  {
    name: 'one live authorization for each payment group',
    source: 'P2, I3',
    sql: `
      WITH span AS (
        SELECT id, seq, order_id, grp, at,
          -- What was reversed was held until then, whatever was authorized in its place later.
          CASE WHEN authorized = captured + reversed AND taken = 0 THEN min(touched_at, coalesce(renewed_at, 9e15))
            WHEN renewed_at IS NOT NULL THEN renewed_at WHEN open + taken > 0 THEN 9e15 ELSE touched_at END AS until
        FROM kept WHERE authorized > 0 AND grp IS NOT NULL AND coalesce(renews, 0) = 0
      )
      SELECT a.order_id, a.id || ' and ' || b.id || ' of ' || a.grp || ' held money at the same time' AS what
      FROM span a JOIN span b ON b.order_id = a.order_id AND b.grp = a.grp AND b.seq > a.seq
      WHERE min(a.until, b.until) - b.at > (SELECT double_hold_ms FROM head)`,
  },
  {
    name: 'never more captured than authorized',
    source: 'P3, I1, I4',
    sql: `
      SELECT p.reference AS order_id, r.kind || ' ' || r.id || ': ' || r.captured || ' captured and ' || r.reversed
        || ' reversed of ' || r.authorized AS what
      FROM running r JOIN payment p ON p.id = r.root_id
      WHERE r.captured + r.reversed > r.authorized
      UNION ALL
      SELECT p.reference, 'capture ' || c.id || ' after the final one'
      FROM entry c JOIN entry f ON f.root_id = c.root_id AND f.kind = 'capture' AND f.final AND f.seq < c.seq
      JOIN payment p ON p.id = c.root_id
      WHERE c.kind = 'capture' AND c.voided = 0`,
  },
  {
    name: 'never more refunded than captured',
    source: 'P3, I2',
    sql: `
      SELECT p.reference AS order_id, r.kind || ' ' || r.id || ': ' || r.refunded || ' refunded of ' || r.captured AS what
      FROM running r JOIN payment p ON p.id = r.root_id
      WHERE r.refunded > r.captured
      UNION ALL
      SELECT p.reference, 'refunds of ' || c.id || ': ' || sum(r.amount) || ' of '
        || iif(c.kind = 'payment', c.captured, c.amount)
      FROM entry r JOIN entry c ON c.id = r."of" JOIN payment p ON p.id = r.root_id
      WHERE r.kind = 'refund' AND r.declined = 0 AND r.voided = 0
      GROUP BY c.id HAVING sum(r.amount) > iif(c.kind = 'payment', c.captured, c.amount)`,
  },
  {
    name: 'what is unknown counts as used',
    source: 'P3',
    // An attempt that was certainly not sent is sent later, under the time of its first claim.
    sql: `
      WITH sent AS (
        SELECT a.attempt_id, a.order_id, a.payment_group_id, a.operation, a.amount, a.seq, a.resolved_at,
          coalesce((SELECT min(e.at) FROM entry e WHERE e.made_by = a.attempt_id), a.at) AS at, a.outcome IN ('approved', 'pending') AS is_made FROM attempt a
        WHERE a.operation IN ('capture', 'refund') AND a.payment_group_id IS NOT NULL AND a.caller <> 'external'
          AND (a.outcome IN ('approved', 'pending', 'unknown', 'in-flight') OR a.resolved_at IS NOT NULL)
      ), used AS (
        SELECT a.attempt_id, sum(b.amount) AS amount
        FROM sent a JOIN sent b ON b.order_id = a.order_id AND b.payment_group_id = a.payment_group_id
          AND b.operation = a.operation AND (b.at < a.at OR (b.at = a.at AND b.seq < a.seq))
        WHERE (NOT b.is_made AND coalesce(b.resolved_at, 9e15) > a.at)
          OR (b.is_made AND NOT EXISTS (
            SELECT 1 FROM entry e JOIN entry v ON v.kind = 'void' AND v."of" = e.id
            WHERE e.made_by = b.attempt_id AND v.at <= a.at))
        GROUP BY a.attempt_id
      ), room AS (
        SELECT a.attempt_id, sum(CASE a.operation
            WHEN 'capture' THEN m.authorized - m.reversed - iif(m.kind = 'payment', m.captured, 0)
            ELSE m.captured END) AS amount
        FROM sent a JOIN kept k ON k.order_id = a.order_id AND k.grp = a.payment_group_id
        JOIN movement m ON m.root_id = k.id AND m.at <= a.at
        GROUP BY a.attempt_id
      )
      SELECT a.order_id, a.operation || ' ' || a.attempt_id || ' over ' || a.amount || ' was sent beside ' || used.amount
        || ' of ' || room.amount AS what
      FROM sent a JOIN used USING (attempt_id) JOIN room USING (attempt_id)
      WHERE (SELECT journal FROM head) = 'shared' AND a.amount + used.amount > room.amount
        AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.order_id = a.order_id AND k.grp = a.payment_group_id AND k.renews)`,
  },
  {
    name: 'every outcome is known in the end',
    source: 'P4',
    sql: `
      SELECT order_id, operation || ' ' || attempt_id || ' is ' || outcome AS what
      FROM attempt WHERE outcome IN ('unknown', 'in-flight') AND (SELECT journal FROM head) = 'shared'
      UNION ALL
      SELECT '', tasks_left || ' tasks are left' FROM phase WHERE phase = 'end' AND tasks_left > 0`,
  },
  {
    name: 'lost answers are resolved in time',
    source: 'P4',
    sql: `
      SELECT a.order_id, a.operation || ' ' || a.attempt_id || ' was resolved after '
        || (a.resolved_at - max(a.at, p.at)) || ' ms' AS what
      FROM attempt a JOIN phase p ON p.phase = 'faults-end'
      WHERE a.resolved_at - max(a.at, p.at) > (SELECT settled_within_ms FROM head)
        AND (SELECT journal FROM head) = 'shared'`,
  },
  {
    name: 'nothing is left to a person',
    source: 'P4',
    sql: `SELECT order_id, operation || ' ' || attempt_id || ' waits for a person' AS what FROM attempt WHERE manual_review`,
  },
  {
    name: 'every request is answered',
    source: 'P4',
    sql: `
      SELECT order_id, operation || ' ' || key || ' was never answered' AS what FROM asked
      WHERE state = 'open' AND NOT once AND (SELECT callers_repeat FROM head)`,
  },
  {
    name: 'no decline while the outcome is unknown',
    source: 'P5',
    sql: `
      SELECT q.order_id, q.operation || ' ' || q.key || ' was told no at ' || w.at || ', and its outcome was unknown' AS what
      FROM request q JOIN answer w ON w.request = q.request JOIN attempt a ON a.key = q.key
      WHERE q.operation IN ('capture', 'refund', 'void', 'reverse', 'reduce', 'increment')
        AND w.meaning = 'no' AND w.result IS NOT NULL AND a.at <= w.at
        AND coalesce(a.resolved_at, iif(a.outcome = 'unknown', 9e15, 0)) > w.at
        -- Without a shared journal several instances may have sent the same attempt: what one has heard of the gateway is known.
        AND NOT EXISTS (SELECT 1 FROM outcome o, head h WHERE o.attempt_id = a.attempt_id
          AND h.journal = 'own' AND o.outcome NOT IN ('unknown', 'in-flight', 'not-sent') AND o.at <= w.at)`,
  },
  {
    name: 'no decline of what was done',
    source: 'P5, I7',
    sql: `
      SELECT q.order_id, q.operation || ' ' || q.key || ' was told no, and ' || e.kind || ' ' || e.id || ' was made' AS what
      FROM request q JOIN answer w ON w.request = q.request
      JOIN attempt a ON a.key = q.key JOIN entry e ON e.made_by = a.attempt_id
      WHERE q.operation IN ('capture', 'refund', 'increment') AND w.meaning = 'no' AND w.result IS NOT NULL AND w.part = 0
        AND e.declined = 0 AND e.voided = 0 AND e.kind IN ('capture', 'refund', 'increment')
      GROUP BY q.key`,
  },
  {
    name: 'the same key with another body is refused',
    source: 'P6',
    sql: `
      SELECT q.order_id, 'key ' || q.key || ' was granted with another body' AS what
      FROM request q JOIN answer w ON w.request = q.request JOIN asked f ON f.key = q.key
      WHERE q.digest <> f.digest AND w.meaning = 'yes'
        AND ((SELECT journal FROM head) = 'shared' OR f.state = 'yes')
      GROUP BY q.key`,
  },
  {
    name: 'the same request has the same answer',
    source: 'P1, I8',
    sql: `
      SELECT q.order_id, q.operation || ' ' || q.key || ' has ' || count(DISTINCT w.result) || ' answers' AS what
      FROM request q JOIN answer w ON w.request = q.request
      WHERE w.result IS NOT NULL AND (SELECT journal FROM head) = 'shared'
      GROUP BY q.key, q.digest HAVING count(DISTINCT w.result) > 1`,
  },
  {
    name: 'a known outcome stays',
    source: 'I8',
    sql: `
      SELECT coalesce(a.order_id, '') AS order_id, o.attempt_id || ' was ' || o.outcome || ' and then ' || n.outcome AS what
      FROM outcome o JOIN outcome n ON n.attempt_id = o.attempt_id AND n.seq > o.seq
      LEFT JOIN attempt a ON a.attempt_id = o.attempt_id
      WHERE o.outcome NOT IN ('unknown', 'in-flight') AND n.outcome <> o.outcome AND (SELECT journal FROM head) = 'shared'
      UNION ALL
      SELECT a.order_id, a.attempt_id || ' was ' || o.outcome || ' and is ' || a.outcome
      FROM attempt a JOIN outcome o ON o.attempt_id = a.attempt_id
      WHERE o.outcome NOT IN ('unknown', 'in-flight') AND a.outcome <> o.outcome AND (SELECT journal FROM head) = 'shared'`,
  },
  {
    name: 'no more is kept than its callers know of',
    source: 'I7',
    sql: `
      SELECT order_id, grp || ': ' || net || ' is kept, ' || most || ' at most was agreed' AS what
      FROM balance WHERE net > most
      UNION ALL
      SELECT coalesce(k.order_id, k.reference), k.id || ' of ' || coalesce(k.grp, 'no payment group') || ' keeps '
        || (k.open + k.taken) || ', and no order has it'
      FROM kept k WHERE k.open + k.taken > 0 AND NOT EXISTS (
        SELECT 1 FROM expected x WHERE x.order_id = k.order_id AND x.grp = k.grp)`,
  },
  {
    name: 'no less is kept than its callers count on',
    source: 'I7',
    sql: `SELECT order_id, grp || ': ' || net || ' is kept, ' || least || ' was agreed' AS what FROM balance WHERE net < least`,
  },
  {
    name: 'captured is what was told',
    source: 'I7',
    sql: `
      SELECT order_id, grp || ': ' || captured || ' is captured, ' || captured_least || ' to ' || captured_most || ' was told' AS what
      FROM balance
      WHERE base_low > 0 AND NOT cancelling AND NOT is_sale AND (captured < captured_least OR captured > captured_most)`,
  },
  {
    name: 'refunded is what was told',
    source: 'I7',
    sql: `
      SELECT order_id, grp || ': ' || refunded || ' is refunded, ' || refunded_least || ' to ' || refunded_most || ' was told' AS what
      FROM balance
      WHERE base_low > 0 AND NOT cancelling AND (refunded < refunded_least OR refunded > refunded_most)`,
  },
  {
    name: 'no call without an attempt',
    source: 'I6, journal before call',
    sql: `
      SELECT coalesce(p.reference, '') AS order_id, e.kind || ' ' || e.id || ' belongs to no attempt' AS what
      FROM entry e LEFT JOIN payment p ON p.id = e.root_id
      WHERE e.made_by IS NULL AND e.merchant_transaction_id IS NOT NULL
      UNION ALL
      SELECT p.reference, e.kind || ' of ' || e.amount || ' was made by nobody'
      FROM entry e JOIN payment p ON p.id = e.root_id
      WHERE e.merchant_transaction_id IS NULL AND e.kind IN ('capture', 'refund') AND NOT EXISTS (
        SELECT 1 FROM change c WHERE c.order_id = p.reference AND c.operation = e.kind AND c.amount = e.amount)`,
  },
  {
    name: 'what the journal calls done was done',
    source: 'I6',
    sql: `
      SELECT a.order_id, a.operation || ' ' || a.attempt_id || ' over ' || a.amount || ' is ' || a.outcome
        || ', and the gateway has ' || coalesce(max(e.amount), 'none') AS what
      FROM attempt a LEFT JOIN entry e ON e.made_by = a.attempt_id OR e.id = a.gateway_id
      WHERE a.outcome IN ('approved', 'pending') AND a.amount > 0
        AND a.operation IN ('authorize', 'capture', 'refund', 'increment', 'charge', 'reauthorize')
        AND (SELECT journal FROM head) = 'shared'
      GROUP BY a.attempt_id HAVING coalesce(sum(e.amount = a.amount AND e.declined = 0), 0) = 0`,
  },
  {
    name: 'what the journal calls undone was not done',
    source: 'I6',
    sql: `
      SELECT a.order_id, a.operation || ' ' || a.attempt_id || ' is ' || a.outcome || ', and ' || e.id || ' was made' AS what
      FROM attempt a JOIN entry e ON e.made_by = a.attempt_id
      WHERE a.outcome IN ('declined', 'refused', 'not-sent') AND e.declined = 0 AND e.voided = 0
        AND (SELECT journal FROM head) = 'shared'
        AND (e.kind IN ('capture', 'refund', 'increment')
          OR (e.kind = 'payment' AND (SELECT k.open + k.taken FROM kept k WHERE k.id = e.id) > 0))`,
  },
  {
    name: 'one paid order for each checkout',
    source: 'P2 for a checkout',
    sql: `
      SELECT max(o.order_id) AS order_id, count(DISTINCT o.order_id) || ' orders of one checkout are paid' AS what
      FROM "order" o JOIN payment_group g ON g.order_id = o.order_id
      JOIN kept k ON k.order_id = o.order_id AND k.grp = g.payment_group_id
      WHERE o.checkout_id IS NOT NULL AND k.open + k.taken > 0 AND (SELECT journal FROM head) = 'shared'
      GROUP BY o.checkout_id HAVING count(DISTINCT o.order_id) > 1`,
  },
  {
    name: 'no capture of an expired hold',
    source: 'F38',
    // The clocks of instances are up to ten minutes off, and a call is under way for a while.
    sql: `
      SELECT k.order_id, 'capture ' || c.id || ' ' || (c.at - k.at) || ' ms after the hold' AS what
      FROM kept k JOIN "order" o ON o.order_id = k.order_id AND o.hold_ms IS NOT NULL
      JOIN entry c ON c.root_id = k.id AND c.kind = 'capture' AND c.merchant_transaction_id IS NOT NULL
      WHERE c.at - k.at > o.hold_ms + 25 * 60000`,
  },
  {
    name: 'the book is sound',
    source: 'sums conserve',
    sql: `
      SELECT coalesce(e.order_id, p.reference, '') AS order_id, e.kind || ' ' || e.id || ' refers to nothing before it, or to another currency' AS what
      FROM entry e LEFT JOIN payment p ON p.id = e.root_id
      WHERE e.kind NOT IN ('payment', 'credit') AND NOT EXISTS (
        SELECT 1 FROM entry o WHERE o.id = e."of" AND o.root_id = e.root_id AND o.seq < e.seq AND o.currency = e.currency)
      UNION ALL
      SELECT coalesce(order_id, ''), kind || ' ' || id || ' over ' || amount FROM entry WHERE amount < 0 OR captured < 0 OR captured > amount
      UNION ALL
      SELECT '', currency || ': ' || sum(net) || ' is kept of all orders, ' || sum(least) || ' to ' || sum(most) || ' was agreed'
      FROM balance GROUP BY currency HAVING sum(net) < sum(least) OR sum(net) > sum(most)`,
  },
];
