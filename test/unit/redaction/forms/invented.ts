// Tokens are put together here, or those who look for leaked ones would find them in this file.
const alphabet = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8cF0';
export const of = (characters: string) => (length: number) =>
  characters.repeat(Math.ceil(length / characters.length)).slice(0, length);
export const mixed = of(alphabet);
export const upper = of(alphabet.toUpperCase());
export const letters = of(alphabet.replace(/\d/g, ''));
export const hex = of('0f1e2d3c4b5a69788796a5b4c3d2e1f0');
export const digits = of('7301948265');
export const base64 = (text: string) => Buffer.from(text).toString('base64');

export const body = [mixed(64), mixed(64), 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8cF0=='];
export const pem = (kind: string) => [`-----BEGIN ${kind}-----`, ...body, `-----END ${kind}-----`];
export const jwt = `${base64('{"alg":"RS256"}').replace(/=+$/, '')}.${base64('{"iss":"kubernetes"}').replace(/=+$/, '')}.${mixed(43)}`;

/** `gone` must not be in the text any more; `stays` must be there still. */
export type Form = readonly [form: string, text: string, gone: string | readonly string[], stays?: string];
