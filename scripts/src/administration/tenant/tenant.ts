/** One OCC tenant, and how we log in there. */
export interface TenantProfile {
  readonly name: string;
  /** Origin of OCC's admin APIs, without a slash at the end. */
  readonly adminUrl: string;
  /** Origin of the storefront, which extensions are reached through. */
  readonly storeUrl: string;
  /** Origin where the extension is reached: the storefront, unless it runs on machines of the merchant. */
  readonly extensionUrl: string;
  /** True where real money moves: production hosts are required, development hosts are refused. */
  readonly production: boolean;
  /** An origin that stands in for CyberSource, for development. Never on a production tenant. */
  readonly intermediateHost?: string;
  readonly credentials: TenantCredentials;
}

/** An application key, or a person with a one-time code. Each is read when it is needed. */
export type TenantCredentials =
  | { readonly kind: 'application-key'; readonly key: () => Promise<string> }
  | {
      readonly kind: 'user';
      readonly username: string;
      readonly password: () => Promise<string>;
      /** Absent for a user without multi-factor authentication. */
      readonly oneTimeCode?: () => Promise<string>;
    };
