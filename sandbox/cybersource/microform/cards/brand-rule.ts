/** What the library tells a page about a brand in the `change` event of the number field. */
export interface MicroformBrand {
  readonly name: string;
  readonly brandedName: string;
  /** CyberSource: card type codes. */
  readonly cybsCardType: string;
  /** Positions of the digits that follow a gap when the number is written in groups. */
  readonly spaces: readonly number[];
  readonly lengths: readonly number[];
  readonly securityCode: { readonly name: string; readonly length: number };
  readonly luhn: boolean;
}

/** A brand together with what only we need to recognise it. */
export interface BrandRule {
  readonly brand: MicroformBrand;
  /** Name in `allowedCardNetworks`. */
  readonly network: string;
  /** Leading digits, from and to inclusive, both of one length. */
  readonly prefixes: readonly (readonly [from: string, to: string])[];
}
