import type { FieldStyles } from './flex.ts';

/** Properties that CyberSource lets through to its frames and that make text look alike. */
const COPIED = ['color', 'font-family', 'font-size', 'font-weight', 'letter-spacing', 'line-height'] as const;

/**
 * The hosted fields look like the page's own because their styles are read off an element of the form: a shop
 * that restyles the form, or a dark page, changes both.
 */
export function toFieldStyles(computed: CSSStyleDeclaration): FieldStyles {
  const input: Record<string, string> = {};
  for (const property of COPIED) input[property] = computed.getPropertyValue(property);
  return { input };
}
