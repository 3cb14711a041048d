/** Of a browser's document as much as the page's script uses. */
class FakeNode {
  hidden = true;
  value = '';
  children: readonly FakeNode[] = [];
  readonly attributes = new Map<string, string>();
  readonly #listeners = new Map<string, (event: object) => void>();

  constructor(
    readonly name: string,
    readonly ownText = '',
  ) {}

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: readonly FakeNode[]): void {
    this.children = [...this.children, ...children];
  }
  replaceChildren(...children: readonly FakeNode[]): void {
    this.children = children;
  }
  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.set(type, listener);
  }

  /** As if the user had done it. */
  happens(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event);
  }
  /** All nodes of that name in it. */
  all(name: string): readonly FakeNode[] {
    return this.children.flatMap((child) => [...(child.name === name ? [child] : []), ...child.all(name)]);
  }
  /** What it shows, and where its links lead, word by word. */
  get words(): string {
    const texts = [this.attributes.get('href') ?? '', this.ownText, ...this.children.map(({ words }) => words)];
    return texts.join(' ').replace(/\s+/g, ' ').trim();
  }
}

/** The page before its script has run. */
export function fakeDocument() {
  const [form, textarea, answer] = [new FakeNode('form'), new FakeNode('textarea'), new FakeNode('div')];
  const found: Readonly<Record<string, FakeNode>> = { form, textarea, '#answer': answer };
  const document = {
    querySelector: (selector: string) => found[selector] ?? null,
    createElement: (name: string) => new FakeNode(name),
    createTextNode: (text: string) => new FakeNode('#text', text),
  };
  return { document, form, textarea, answer };
}
