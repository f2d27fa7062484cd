import { OccProblem } from '../http/problem.ts';

/** A registered shopper. */
export interface Profile {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly registeredAt: Date;
  readonly shippingAddresses: readonly Readonly<Record<string, string>>[];
  creditCards: ProfileSavedCard[];
}

/** A stored card. OCC has the gateway's token and a masked number, never the card. */
export interface ProfileSavedCard {
  readonly id: string;
  readonly gatewayId: string;
  nickname: string;
  nameOnCard: string;
  cardType: string;
  cardNumber: string;
  expiryMonth: string;
  expiryYear: string;
  token: string;
  /** What the gateway asked OCC to keep beside the token (`additionalSavedCardProperties`). */
  cardProps: Readonly<Record<string, string>>;
  isDefault: boolean;
}

/** All profiles of the tenant, in memory. */
export interface Profiles {
  list(): readonly Profile[];
  find(id: string): Profile | undefined;
  require(id: string): Profile;
  readonly byPassword: (email: string, password: string) => string | undefined;
  /** Keeps a card for later. The first card of a profile is its default. */
  save(
    profile: Profile,
    card: Omit<ProfileSavedCard, 'id' | 'isDefault'>,
    options: { asDefault: boolean },
  ): ProfileSavedCard;
}

export function createProfiles(profiles: readonly Profile[] = seededProfiles()): Profiles {
  let cardNumber = 200_001;
  const find = (id: string): Profile | undefined => profiles.find((profile) => profile.id === id);
  return {
    list: () => profiles,
    find,
    require(id) {
      const found = find(id);
      if (found === undefined)
        throw new OccProblem(404, `There is no profile ${id}.`, { errorCode: '22000' });
      return found;
    },
    byPassword: (email, password) =>
      profiles.find((profile) => profile.email === email.toLowerCase() && profile.password === password)?.id,
    save(profile, card, { asDefault }) {
      // The same card saved again comes back with the same token: it is renewed, not listed twice.
      const others = profile.creditCards.filter(({ token }) => token !== card.token);
      const isDefault = asDefault || others.every((other) => !other.isDefault);
      const saved: ProfileSavedCard = { ...card, id: `usercc${cardNumber++}`, isDefault };
      if (isDefault) for (const other of others) other.isDefault = false;
      profile.creditCards = [...others, saved];
      return saved;
    },
  };
}

/** `411111xxxxxx1111`: the first six and the last four digits; shorter numbers show the last four only. */
export function maskCardNumber(number: string): string {
  const digits = number.replaceAll(/[\s-]/g, '');
  if (/[^\d]/.test(digits)) return digits;
  const first = digits.length >= 12 ? digits.slice(0, 6) : '';
  return first + 'x'.repeat(Math.max(0, digits.length - first.length - 4)) + digits.slice(-4);
}

function seededProfiles(): readonly Profile[] {
  const shopper = (id: string, email: string, firstName: string, lastName: string): Profile => ({
    id,
    email,
    password: 'shopper',
    firstName,
    lastName,
    registeredAt: new Date('2024-03-01T09:00:00Z'),
    shippingAddresses: [
      {
        firstName,
        lastName,
        address1: '1 Market Street',
        city: 'San Francisco',
        state: 'CA',
        country: 'US',
        postalCode: '94105',
        phoneNumber: '4155550100',
        email,
      },
    ],
    creditCards: [],
  });
  return [
    shopper('110001', 'shopper@example.com', 'Sample', 'Shopper'),
    shopper('110002', 'second@example.com', 'Second', 'Shopper'),
  ];
}
