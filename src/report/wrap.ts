const zeroWidth = /^[\p{Mn}\p{Me}]$/u;
const doubleWidth =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;

/** Columns that a terminal needs for the text: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Breaks a paragraph between words; a word wider than the line is broken too, behind a slash where there is one. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((long) => breakLine(long, width, '/'))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Cuts a line, spaces kept, into pieces of at most `width` columns, behind `separator` where the piece has one. */
export function breakLine(line: string, width: number, separator = ''): string[] {
  if (displayWidth(line) <= width) return [line];
  const pieces: string[] = [];
  let piece = '';
  let columns = 0;
  for (const character of line) {
    // what is left behind a slash may leave no room for a wide character
    while (columns + characterWidth(character) > width && piece !== '') {
      const cut = (separator && piece.lastIndexOf(separator) + 1) || piece.length;
      pieces.push(piece.slice(0, cut));
      piece = piece.slice(cut);
      columns = displayWidth(piece);
    }
    piece += character;
    columns += characterWidth(character);
  }
  return [...pieces, piece];
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}
