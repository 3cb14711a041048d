import { commands } from './forms/commands.ts';
import { environment } from './forms/environment.ts';
import { http } from './forms/http.ts';
import { keys } from './forms/keys.ts';
import { named } from './forms/named.ts';
import { objects } from './forms/objects.ts';
import { protocols } from './forms/protocols.ts';
import { sentences } from './forms/sentences.ts';
import { tokens } from './forms/tokens.ts';

export { harmless } from './forms/harmless.ts';

const kinds = { named, sentences, objects, environment, http, protocols, commands, keys, tokens };

/** Every form that secrets are known to have, with a text of each. */
export const secretForms = Object.entries(kinds).flatMap(([kind, forms]) =>
  forms.map(([form, text, gone, stays = '']) => ({ kind, form, text, gone: [gone].flat(), stays })),
);
