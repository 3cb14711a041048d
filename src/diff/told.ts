/** Null where nothing was told. */
export const told = (text: string): string | null => text || null;
