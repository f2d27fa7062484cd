/** CyberSource's browser library, as much of it as we use (CyberSource: Microform, browser library surface). */

export type FlexConstructor<Host> = new (captureContext: string) => {
  microform(type: 'card', options: { styles: FieldStyles }): Microform<Host>;
};

export interface Microform<Host> {
  createField(type: 'number' | 'securityCode', options: FieldOptions): MicroformField<Host>;
  createToken(
    options: { expirationMonth?: string; expirationYear?: string },
    done: (error: MicroformError | null | undefined, token: string) => void,
  ): void;
}

export interface MicroformField<Host> {
  load(host: Host): void;
  focus(): void;
  update(options: FieldOptions): void;
  dispose(): void;
  on(event: 'load' | 'focus' | 'blur' | 'inputSubmitRequest', listener: () => void): void;
  on(event: 'change', listener: (change: FieldChange) => void): void;
  on(event: 'autocomplete', listener: (filled: Autocomplete) => void): void;
  on(event: 'error', listener: (error: MicroformError) => void): void;
}

export interface FieldOptions {
  readonly title?: string;
  /** Read out together with the field. */
  readonly description?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-required'?: boolean;
  readonly maxLength?: number;
}

export interface FieldChange {
  readonly empty: boolean;
  readonly valid: boolean;
  /** Which cards the digits so far can belong to; only from the number field. */
  readonly card?: readonly DetectedCard[];
}

export interface DetectedCard {
  readonly brandedName: string;
  readonly securityCode: { readonly length: number };
}

export interface Autocomplete {
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
}

export interface MicroformError {
  readonly reason: string;
}

/** Styles by state: `input`, `:focus`, `invalid`, …; CyberSource lets a list of CSS properties through. */
export type FieldStyles = Readonly<Record<string, Readonly<Record<string, string>>>>;
