/** What OCC refuses at upload. OCC: server-side extensions, package and limits; extensions, structure of the zip. */
import path from 'node:path';
import type { PackageKind } from './package-kind.ts';

/** A zip has 25 MB at most. */
const MOST_BYTES = 25 * 1024 * 1024;

/** The rules of one kind of package. */
export interface UploadRules {
  readonly endings: readonly string[];
  /** Files without which OCC does not know what it has been given. */
  readonly required: readonly RegExp[];
}

/** The rules for each of the three packages. */
export const UPLOAD_RULES: Readonly<Record<PackageKind, UploadRules>> = {
  extension: {
    endings: ['.json', '.js', '.pem', '.txt', '.properties'],
    required: [/^package\.json$/, /^index\.js$/],
  },
  widget: {
    endings: ['.json', '.js', '.less', '.template'],
    required: [
      /^ext\.json$/,
      /^widget\/[A-Za-z]\w*\/widget\.json$/,
      /^widget\/[A-Za-z]\w*\/templates\/display\.template$/,
    ],
  },
  gateway: {
    endings: ['.json'],
    required: [/^ext\.json$/, /^gateway\/[\w-]+\/gateway\.json$/, /^gateway\/[\w-]+\/config\/config\.json$/],
  },
};

/** Names that OCC's servers and a merchant's Windows alike can unpack. */
const NAME = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/;
const MOST_NAME_LENGTH = 200;

/** A sentence for each rule that a zip with these files breaks. Names have forward slashes. */
export function brokenUploadRules(
  names: readonly string[],
  zipBytes: number,
  { endings, required }: UploadRules,
): readonly string[] {
  return [
    ...names
      .filter((name) => !NAME.test(name) || name.length > MOST_NAME_LENGTH)
      .map((name) => `${name} is a name that cannot be unpacked everywhere (letters, digits, ".", "_", "-")`),
    ...names
      .filter((name) => !endings.includes(path.posix.extname(name)))
      .map((name) => `${name} has another ending than ${endings.join(' ')}`),
    ...repeatedNames(names),
    ...required
      .filter((each) => !names.some((name) => each.test(name)))
      .map((each) => `there is no file of the form ${each.source}`),
    ...(zipBytes > MOST_BYTES ? [`the zip has ${zipBytes} bytes, ${MOST_BYTES} at most`] : []),
  ];
}

/** Windows and macOS take two names that differ in case for one file. */
function repeatedNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  return names.flatMap((name) => {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    return other === undefined ? [] : [`${other} and ${name} are one file on some machines`];
  });
}
