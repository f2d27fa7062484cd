/** CyberSource and EMV 3-D Secure: `httpBrowserLanguage`, characters. */
const CHARACTERS_MAX = 8;

/**
 * A language tag (IETF BCP 47) that fits: `en-GB-oxendict` becomes `en-GB`, as a look-up of RFC 4647 shortens it. Of a list
 * of languages, as browsers send it, the first.
 *
 * @returns undefined for what is no language.
 */
export function toLanguage(text: string): string | undefined {
  const first = text
    .trim()
    .replace(/[,;.@\s].*/s, '')
    .replaceAll('_', '-');
  if (!/^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i.test(first)) return undefined;
  const subtags = first.split('-');
  // A single letter announces an extension, which goes as a whole.
  const extension = subtags.findIndex((subtag) => subtag.length === 1);
  const tag = extension === -1 ? subtags : subtags.slice(0, extension);
  while (tag.join('-').length > CHARACTERS_MAX) tag.pop();
  return tag.join('-');
}
