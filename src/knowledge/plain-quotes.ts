/** Each layer that quotes another puts backslashes before its quotes, and before those of the quotes in them. */
export const plainQuotes = (text: string): string => text.replace(/\\{1,64}"/g, '"').replace(/\\n/g, ' ');
