import type { Markup } from '../markup.ts';

/** The piece as the browser has it. Text stays text: nothing of it is read as HTML. */
export function toElement(markup: Markup): Node {
  if (typeof markup === 'string') return document.createTextNode(markup);
  const element = document.createElement(markup.name);
  for (const [name, value] of Object.entries(markup.attributes)) element.setAttribute(name, value);
  element.append(...markup.children.map(toElement));
  return element;
}
