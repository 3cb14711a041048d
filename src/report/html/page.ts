import { createHash } from 'node:crypto';
import { html, type Markup, sourceOf } from './markup.ts';
import { style } from './style.ts';

/** Nothing is loaded and nothing is run; the style is this one, and no other. */
const policy = () => {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
};

const body = (
  parts: readonly Markup[],
  toolVersion: string,
) => html`<p class="top">exec-doctor: where exec into a container breaks</p>
<main>
${parts}</main>
<footer><p>Made by kubectl exec-doctor ${toolVersion}. This file loads nothing and runs nothing.</p></footer>
`;

/** A whole document, in one file. */
export const page = (title: string, parts: readonly Markup[], toolVersion: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${sourceOf(html`<meta http-equiv="Content-Security-Policy" content="${policy()}">`)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${sourceOf(html`<title>${title}</title>`)}
<style>${style}</style>
</head>
<body>
${sourceOf(body(parts, toolVersion))}</body>
</html>
`;
