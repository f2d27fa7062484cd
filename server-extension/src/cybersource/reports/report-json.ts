import { UnreadableReport } from './report-error.ts';
import { jsonIn } from '../../domain/json/json-object.ts';

/** What decoding puts in the place of bytes that are not UTF-8. */
const REPLACEMENT = '\uFFFD';

/**
 * The JSON of an answer of the reporting API, which is in UTF-8.
 *
 * @param what is read, for the message. @throws UnreadableReport for another character set, and for what is cut or no JSON.
 */
export function parseReportJson(text: string, what: string): unknown {
  if (text.includes(REPLACEMENT)) throw new UnreadableReport(`CyberSource's ${what} are not in UTF-8.`);
  const json = jsonIn(text);
  if (json === undefined) throw new UnreadableReport(`CyberSource's ${what} are not JSON, or were cut.`);
  return json;
}
