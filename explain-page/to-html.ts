import type { Markup } from './markup.ts';

/** The piece as HTML; blocks begin a line, so that a change of the file can be read. */
export function toHTML(markup: Markup): string {
  if (typeof markup === 'string') return escaped(markup);
  const { name, attributes, children } = markup;
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `${inline.has(name) ? '' : '\n'}<${name}${written.join('')}>${children.map(toHTML).join('')}</${name}>`;
}

const inline: ReadonlySet<string> = new Set(['a', 'code', 'span']);

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => references[sign] ?? '');
