const markup: unique symbol = Symbol('markup');

/** What a template has made. No text can pass for it, wherever it comes from. */
export interface Markup {
  readonly [markup]: string;
}

type Inserted = string | number | Markup | readonly Markup[];

/**
 * A template of HTML. Whatever is put into it is text, unless it is markup itself; so it may stand between elements and
 * in quoted attributes, and nowhere else.
 */
export function html(template: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  const parts = template.map((part, index) => part + spell(inserted[index] ?? ''));
  return { [markup]: parts.join('') };
}

/** Where there is nothing to show. */
export const nothing = html``;

/** As it stands in the document. */
export function sourceOf(value: Markup): string {
  return value[markup];
}

export const isNothing = (value: Markup): boolean => value === nothing;

function spell(value: Inserted): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'map' in value ? value.map(sourceOf).join('') : sourceOf(value);
}

/** The only place where text becomes HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
