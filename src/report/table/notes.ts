/** Footnotes of the matrix: numbered from 1 in the order of their marks; the same text keeps its number. */
export interface Notes {
  markOf(text: string): string;
  readonly texts: readonly string[];
}

export function createNotes(): Notes {
  const texts: string[] = [];
  return {
    texts,
    markOf(text) {
      if (!texts.includes(text)) texts.push(text);
      return `[${texts.indexOf(text) + 1}]`;
    },
  };
}
