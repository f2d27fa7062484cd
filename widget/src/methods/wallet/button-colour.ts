/** Text brighter than this, of 255, stands on a dark page. */
const BRIGHT = 140;

/**
 * The colour of a wallet's button: white on a dark page, black on a bright one (Google: Google Pay brand guidelines, “Color”;
 * Apple: Human Interface Guidelines, Apple Pay, “Button styles”). The text around it tells which page it is.
 *
 * @param text the colour of that text, as browsers compute it: `rgb(27, 29, 36)`. Another notation counts as dark text.
 */
export function buttonColour(text: string): 'white' | 'black' {
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(text) ?? [];
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT ? 'white' : 'black';
}
