/** The merchant's country (ISO 3166) as the extension names it. Nothing that the page knows says where a merchant is. */
export function merchantCountry(config: Readonly<Record<string, unknown>>): string | undefined {
  const code = config['countryCode'];
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : undefined;
}
