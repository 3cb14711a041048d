import { harmless, secretForms } from '../redaction/forms.ts';

/** How many forms of secrets the tests hold to be hidden, and how many texts to stay. */
export function formsBlock(): string {
  const kinds = [...Map.groupBy(secretForms, ({ kind }) => kind)].map(([kind, forms]) => `${kind} ${forms.length}`);
  const tokens = secretForms.filter(({ kind }) => kind === 'tokens').map(({ form }) => form.split(',')[0]);
  return [
    `Held by \`npx vitest run --project unit redaction/forms\`: ${secretForms.length} forms of secrets are hidden`,
    `(${kinds.join(', ')}),`,
    `among them tokens of ${new Set(tokens).size} vendors and programs; ${harmless.length} texts that look like one stay.`,
  ].join('\n');
}
