/** CyberSource and EMV 3-D Secure: `httpBrowserColorDepth`, bits for each pixel. */
export const COLOR_DEPTHS = [1, 4, 8, 15, 16, 24, 32, 48] as const;

/** The nearest depth that the issuer's protocol knows, the lower one of two that are as near; undefined for no number. */
export function toColorDepth(text: string): string | undefined {
  if (!/^\s*\d{1,3}\s*$/.test(text)) return undefined;
  const depth = Number(text);
  if (depth === 0) return undefined;
  const nearest = COLOR_DEPTHS.reduce((best, each) =>
    Math.abs(each - depth) < Math.abs(best - depth) ? each : best,
  );
  return String(nearest);
}
