/** Longer texts are cut: as much as one probe may print. */
export const maxTextLength = 65_536;

/** Room for the mark that says how much was cut, so that a cleaned text is never cut again. */
const markLength = 48;

// ECMA-48. Strings (OSC, DCS, SOS, PM, APC) go with their content, but only where they end on their line: a terminal would
// swallow all that follows an open one, we show it. No class contains an introducer, so matching stays linear.
const escapeSequences = new RegExp(
  [
    String.raw`(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)`,
    String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`,
    String.raw`\x1b[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** What a terminal or an editor may take for the end of a line; a lone carriage return would overprint the line. */
const lineEnds = /\r+\n?|[\v\f\u0085\u2028\u2029]/g;

/** Control characters but newline and tab, and format characters: bidirectional controls, zero-width, tags. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/**
 * Makes a text that a container or a daemon printed fit for a terminal, a report or a log: no escape sequences, no
 * control or invisible characters, valid Unicode, bounded with a mark that says how much was cut. Idempotent.
 */
export function clean(text: string | Uint8Array): string {
  const decoded = typeof text === 'string' ? text.toWellFormed() : new TextDecoder().decode(text);
  return bounded(decoded.replace(escapeSequences, '').replace(lineEnds, '\n').replace(invisible, ''));
}

/** Cleans a text for a place where a line break would tear the layout. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

function bounded(text: string): string {
  if (text.length <= maxTextLength) return text;
  const kept = text.slice(0, maxTextLength - markLength);
  // The cut may have split a surrogate pair.
  const whole = kept.isWellFormed() ? kept : kept.slice(0, -1);
  return `${whole}\n[... ${text.length - whole.length} more characters were cut]`;
}
