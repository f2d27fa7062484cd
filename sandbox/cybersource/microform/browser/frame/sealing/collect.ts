/** Gathers the card's parts from the other frames of the microform. */
import { microformError, pointAt } from '../../microform-error.ts';
import type { FieldType } from '../../options.ts';
import { randomId } from '../../random-id.ts';
import type { FieldValue, FieldPeers } from '../field/peers.ts';

const PATIENCE_MS = 5_000;

/**
 * The values of `fields`, our own included.
 * @throws MicroformError `CREATE_TOKEN_VALIDATION_FIELDS`, or `CREATE_TOKEN_TIMEOUT` when a frame does not answer
 */
export async function collectValues(
  own: FieldValue,
  fields: readonly FieldType[],
  peers: FieldPeers,
): Promise<FieldValue[]> {
  const others = fields.filter((field) => field !== own.field);
  const values = [own, ...(await receiveFrom(others, peers))];
  const faulty = values.filter(({ valid }) => !valid).map(({ field }) => field);
  if (faulty.length > 0) throw microformError('CREATE_TOKEN_VALIDATION_FIELDS', { details: pointAt(faulty) });
  return values;
}

async function receiveFrom(fields: readonly FieldType[], peers: FieldPeers): Promise<FieldValue[]> {
  if (fields.length === 0) return [];
  const requestId = randomId();
  const received = new Map<FieldType, FieldValue>();

  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => {
      finish();
      const silent = fields.filter((field) => !received.has(field));
      reject(microformError('CREATE_TOKEN_TIMEOUT', { details: { fields: silent } }));
    }, PATIENCE_MS);

    function finish(): void {
      clearTimeout(timeout);
      peers.off('contribution', receive);
    }

    function receive({ requestId: answered, ...value }: FieldValue & { requestId: string }): void {
      if (answered !== requestId || !fields.includes(value.field)) return;
      received.set(value.field, value);
      if (received.size < fields.length) return;
      finish();
      resolve([...received.values()]);
    }

    peers.on('contribution', receive);
    peers.send('collect', { requestId });
  });
}
