/** An element, as much of it as our buttons take. */
export interface FakeElement {
  readonly tag: string;
  readonly children: readonly FakeElement[];
  readonly attributes: Record<string, string>;
  readonly ownerDocument: { createElement(tag: string): FakeElement };
  type?: string;
  className?: string;
  textContent?: string;
  onclick?: () => void;
  setAttribute(name: string, value: string): void;
  append(child: FakeElement): void;
  replaceChildren(...children: readonly FakeElement[]): void;
}

export function fakeElement(tag = 'div'): FakeElement {
  let children: readonly FakeElement[] = [];
  const attributes: Record<string, string> = {};
  return {
    tag,
    attributes,
    get children() {
      return children;
    },
    ownerDocument: { createElement: fakeElement },
    setAttribute: (name, value) => {
      attributes[name] = value;
    },
    append: (child) => {
      children = [...children, child];
    },
    replaceChildren: (...next) => {
      children = next;
    },
  };
}
