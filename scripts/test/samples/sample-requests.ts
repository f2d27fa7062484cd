import { wordsOf } from './shell-words.ts';

/** A request as a guide shows it. */
export interface SampleRequest {
  readonly method: string;
  /** As it stands there: `$EXT/operations/…`, `…/reviews/accept`, `http://localhost:8080/…`, `/capture`. */
  readonly address: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The requests of a sample: curl commands, or methods with addresses, headers and bodies below. */
export function requestsIn(code: string): readonly SampleRequest[] {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  const commands = joined.split('\n').flatMap((line) => {
    const [, command] = /(?:^|\$\()(curl .*?)(?: \| sed .*)?$/.exec(line) ?? [];
    return command === undefined ? [] : [fromCurl(wordsOf(command).slice(1))];
  });
  if (commands.length > 0) return commands;
  return [...joined.matchAll(/^(GET|POST) (\S+)([^]*?)(?=^(?:GET|POST) |$(?![^]))/gm)].map(
    ([, method = '', address = '', rest = '']) => {
      const body = /\{[^]*\}/.exec(rest)?.[0];
      return { method, address, headers: headersIn(rest.replace(body ?? '', '').split('\n')), body };
    },
  );
}

/** @throws Error for an option of curl that nothing here knows */
function fromCurl(words: readonly string[]): SampleRequest {
  const headers: string[] = [];
  let [method, address, body]: [string?, string?, string?] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-s') continue;
    if (word.startsWith('-')) {
      at += 1;
      const value = words[at] ?? '';
      if (word === '-H') headers.push(value);
      else if (word === '-d') body = value;
      else if (word === '-X') method = value;
      else throw new Error(`What does curl do with ${word}?`);
    } else address = word;
  }
  if (address === undefined) throw new Error(`curl has no address: ${words.join(' ')}`);
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    address,
    // What curl sends by itself.
    headers: {
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headersIn(headers),
    },
    body,
  };
}

function headersIn(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
}
