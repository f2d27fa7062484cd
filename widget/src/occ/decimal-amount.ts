/**
 * A number of OCC's with exactly so many decimals, half of the last one rounded up, as OCC's server does: 10.235 is `10.24`. The
 * digits that the number is written with count, and not its binary neighbour, which `toFixed` looks at.
 */
export function toDecimalAmount(amount: number, decimals: number): string {
  // Sums of decimals end in noise, 30.299999999999997: fifteen digits are what a number holds exactly.
  const written = String(Number(amount.toPrecision(15)));
  const moved = written.includes('e') ? 0 : Math.round(Number(`${written}e${decimals}`));
  return Number(`${moved}e-${decimals}`).toFixed(decimals);
}
