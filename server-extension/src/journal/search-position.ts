import { Problem } from '../domain/problem.ts';

/** Where a page of a search ended: the claim's instant (milliseconds since 1970) and the row's id. */
export interface SearchPosition {
  readonly claimedAt: number;
  readonly id: number;
}

/** As a text that a caller sends back. */
export function positionText({ claimedAt, id }: SearchPosition): string {
  return `${claimedAt}.${id}`;
}

/** @throws Problem `malformed-request` for what no search gave. */
export function requirePosition(text: string): SearchPosition {
  const [, claimedAt, id] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (claimedAt === undefined || id === undefined) throw malformedPosition();
  return { claimedAt: Number(claimedAt), id: Number(id) };
}

export function malformedPosition(): Problem {
  const message = 'must be the `next` of an earlier page of the same search';
  return new Problem(
    'malformed-request',
    'Fix these fields and retry: query:after must be the `next` of an earlier page of the same search.',
    [{ path: 'query:after', message }],
  );
}
