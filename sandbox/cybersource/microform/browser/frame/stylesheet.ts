/** The frame's look: a bare input that fills its frame, and the page's rules as far as they are safe. */
import { STYLE_STATES, type MicroformFieldStyles } from '../options.ts';

/** CyberSource: CSS properties that fields accept. None can fetch, move or hide anything. */
const ALLOWED_PROPERTIES = [
  'color',
  'cursor',
  'font',
  'font-family',
  'font-kerning',
  'font-size',
  'font-size-adjust',
  'font-stretch',
  'font-style',
  'font-variant',
  'font-variant-alternates',
  'font-variant-caps',
  'font-variant-east-asian',
  'font-variant-ligatures',
  'font-variant-numeric',
  'font-weight',
  'line-height',
  'opacity',
  'text-rendering',
  'text-shadow',
  'transition',
  '-moz-osx-font-smoothing',
  '-moz-tap-highlight-color',
  '-moz-transition',
  '-o-transition',
  '-webkit-font-smoothing',
  '-webkit-tap-highlight-color',
  '-webkit-transition',
];

const BASE = `
  html, body, form { margin: 0; height: 100%; background: transparent; }
  body { overflow: hidden; }
  input.field { box-sizing: border-box; width: 100%; height: 100%; margin: 0; padding: 0; border: 0; outline: 0;
    background: transparent; font: 16px Arial, sans-serif; }
  input.autofill { position: absolute; width: 1px; height: 1px; opacity: 0; pointer-events: none; }
  .description { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

const SELECTORS: Readonly<Record<(typeof STYLE_STATES)[number], string>> = {
  input: 'input.field',
  '::placeholder': 'input.field::placeholder',
  ':focus': 'input.field:focus',
  ':hover': 'input.field:hover',
  ':disabled': 'input.field:disabled',
  valid: 'input.field.valid',
  invalid: 'input.field.invalid',
};

/** Makes the document look like that: rules of the microform first, then the field's own. */
export function applyStyles(...styles: readonly MicroformFieldStyles[]): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(BASE);
  for (const rules of styles) {
    for (const state of STYLE_STATES) {
      const position = sheet.insertRule(`${SELECTORS[state]} {}`, sheet.cssRules.length);
      const rule = sheet.cssRules[position] as CSSStyleRule;
      for (const [property, value] of Object.entries(rules[state] ?? {})) {
        // Set as a value, so that nothing in it can end the rule and start another.
        if (ALLOWED_PROPERTIES.includes(property)) rule.style.setProperty(property, value);
      }
    }
  }
  document.adoptedStyleSheets = [sheet];
}
