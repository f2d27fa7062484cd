/** A sentence in the shopper's language; English stays where that language has no words for it. */
export type TranslateSentence = (english: string) => string;

/** An entry whose English has places for names, numbers and states. */
interface Form {
  readonly pattern: RegExp;
  readonly translated: string;
}

/**
 * Says what the dictionary of a language knows. `{0}` and `{1}` of an entry stand for an order's number and the like,
 * in the order of the English sentence: `Order {0} is {1} already.`
 */
export function createSay(dictionary: Readonly<Record<string, string>>): TranslateSentence {
  const known = new Map(Object.entries(dictionary));
  const forms = [...known].filter(([english]) => english.includes('{0}')).map(toForm);
  return (english) => {
    const whole = known.get(english);
    if (whole !== undefined) return whole;
    for (const { pattern, translated } of forms) {
      const names = pattern.exec(english)?.slice(1);
      if (names !== undefined)
        return translated.replace(/\{(\d)\}/g, (place, at: string) => names[Number(at)] ?? place);
    }
    return english;
  };
}

function toForm([english, translated]: readonly [string, string]): Form {
  const words = english.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { pattern: new RegExp(`^${words.join('(.+?)')}$`, 's'), translated };
}
