/** Files that arrive in segments, in base64. OCC: files, `PUT` begins an upload, `POST` brings a piece. */
import { randomUUID } from 'node:crypto';
import { OccProblem } from '../http/problem.ts';

export interface Uploads {
  /** @returns the token under which the pieces are sent */
  begin(filename: string, segments: number): string;
  /** @returns whether the file is whole now */
  add(token: string, index: number, base64: string): boolean;
  /** A whole file by its name without folders; undefined when there is none. */
  file(name: string): Uint8Array | undefined;
  /** A whole file by its path. */
  at(path: string): Uint8Array | undefined;
  /** Every whole file with its path. */
  paths(): readonly string[];
}

export function createUploads(): Uploads {
  const begun = new Map<string, { readonly filename: string; readonly pieces: (Buffer | undefined)[] }>();
  const whole = new Map<string, Uint8Array>();

  return {
    begin(filename, segments) {
      const token = randomUUID();
      begun.set(token, { filename, pieces: Array.from({ length: segments }, () => undefined) });
      return token;
    },
    add(token, index, base64) {
      const upload = begun.get(token);
      if (upload === undefined) throw new OccProblem(404, `There is no upload ${token}.`);
      if (index < 0 || index >= upload.pieces.length)
        throw new OccProblem(
          400,
          `The upload has ${upload.pieces.length} segments; there is none with index ${index}.`,
        );
      upload.pieces[index] = Buffer.from(base64, 'base64');
      const pieces = upload.pieces.filter((piece) => piece !== undefined);
      if (pieces.length < upload.pieces.length) return false;
      whole.set(upload.filename, Buffer.concat(pieces));
      begun.delete(token);
      return true;
    },
    file: (name) => [...whole].find(([filename]) => filename.split('/').at(-1) === name)?.[1],
    at: (path) => whole.get(path),
    paths: () => [...whole.keys()],
  };
}
