/** An argument vector as a line that a POSIX shell reads back to the same words; line breaks need bash's `$'…'`. */
export function shellWords(command: readonly string[]): string {
  return command.map(quote).join(' ');
}

/** The same, for a narrow place: container ids cut to 12 digits, as docker does; of random words nothing is left but `more`. */
export function shortCommand(command: readonly string[], more: string): string {
  return shellWords(command).replace(/[0-9a-f]{16,}/g, (digits) => (digits.length === 64 ? digits.slice(0, 12) : more));
}

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[\n\t]/.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = word
    .replace(/[\\']/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`);
  return `$'${escaped}'`;
}
