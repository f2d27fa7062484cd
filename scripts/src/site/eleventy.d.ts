/** What the site uses of Eleventy and of the markdown-it inside it; both come without type declarations. */
declare module '@11ty/eleventy' {
  export interface MarkdownToken {
    type: string;
    tag: string;
    content: string;
    nesting: number;
    readonly children: MarkdownToken[] | null;
    attrGet(name: string): string | null;
    attrSet(name: string, value: string): void;
  }

  type RenderRule = (
    tokens: MarkdownToken[],
    index: number,
    options: object,
    environment: Record<string, unknown>,
    renderer: { renderToken(tokens: MarkdownToken[], index: number, options: object): string },
  ) => string;

  export interface MarkdownState {
    tokens: MarkdownToken[];
    readonly env: Record<string, unknown>;
    Token: new (type: string, tag: string, nesting: number) => MarkdownToken;
  }

  export interface MarkdownLibrary {
    readonly core: { readonly ruler: { push(name: string, rule: (state: MarkdownState) => void): void } };
    readonly renderer: { readonly rules: Record<string, RenderRule> };
  }

  export interface UserConfig {
    addTemplate(name: string, content: string, data: object): void;
    addPassthroughCopy(files: Readonly<Record<string, string>>): void;
    amendLibrary(name: 'md', amend: (library: MarkdownLibrary) => void): void;
    setUseGitIgnore(use: boolean): void;
  }

  export default class Eleventy {
    constructor(
      input: string,
      output: string,
      options: {
        readonly quietMode: boolean;
        readonly configPath?: string;
        readonly config: (configuration: UserConfig) => unknown;
      },
    );
    disableLogger(): void;
    write(): Promise<unknown>;
  }
}
