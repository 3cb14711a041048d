import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** An element as a browser sees it. */
export interface Parsed {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Of it and all in it. */
  readonly text: string;
  /** All in it, in the order of the document. */
  readonly inside: readonly Parsed[];
}

/** The document as a browser makes it, with whatever it had to mend. */
export function parsePage(source: string): {
  readonly elements: readonly Parsed[];
  readonly errors: readonly string[];
} {
  const errors: string[] = [];
  const document = parse(source, { sourceCodeLocationInfo: true, onParseError: ({ code }) => errors.push(code) });
  return { elements: document.childNodes.flatMap(parsedIn), errors };
}

/** Every element of that kind, `tag` or `tag.class`. */
export function all(elements: readonly Parsed[], kind: string): readonly Parsed[] {
  const [tag, name] = kind.split('.');
  return elements.filter(
    (element) =>
      element.tag === tag && (name === undefined || (element.attributes.class ?? '').split(' ').includes(name)),
  );
}

function parsedIn(node: Node): Parsed[] {
  if (!isElement(node)) return [];
  const inside = node.childNodes.flatMap(parsedIn);
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  const element: Parsed = {
    tag: node.tagName,
    attributes,
    // most are never asked for it, and each would have that of all in it
    get text() {
      return textOf(node);
    },
    inside,
  };
  return [element, ...inside];
}

const isElement = (node: Node): node is Element => 'tagName' in node;

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}
