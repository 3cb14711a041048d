type Name =
  | 'a'
  | 'article'
  | 'code'
  | 'dd'
  | 'dl'
  | 'dt'
  | 'h2'
  | 'h3'
  | 'li'
  | 'nav'
  | 'ol'
  | 'p'
  | 'pre'
  | 'section'
  | 'span'
  | 'ul';

/** A piece of the page: as HTML in the file, and as elements in the browser. A string is text, whatever it has in it. */
export type Markup = string | Tag;

export interface Tag {
  readonly name: Name;
  readonly attributes: Readonly<Partial<Record<'id' | 'class' | 'href', string>>>;
  readonly children: readonly Markup[];
}

export const tag = (name: Name, attributes: Tag['attributes'], ...children: readonly Markup[]): Tag => ({
  name,
  attributes,
  children,
});
