import { commands } from './rules/commands.ts';
import { environment } from './rules/environment.ts';
import { http } from './rules/http.ts';
import { keys } from './rules/keys.ts';
import { named } from './rules/named.ts';
import { protocols } from './rules/protocols.ts';
import { sentences } from './rules/sentences.ts';
import { tokens } from './rules/tokens.ts';
import { redactSecretObjects } from './secret-objects.ts';

/**
 * How secrets look in what people and daemons print; the forms of single vendors are in secretlint's rules. What is
 * missed is found by a reader, so a rule takes rather too much than too little, but no name or number that a diagnosis
 * goes by: a test holds the known failures and the recorded faults to that.
 */
const rules = [...keys, ...tokens, ...protocols, ...http, ...commands, ...named, ...sentences, ...environment];

/** The text with `[redacted]` in the place of what looks like a secret, or like the value of an environment variable. */
export const redact = (text: string): string =>
  rules.reduce((before, { pattern, by }) => before.replace(pattern, by), redactSecretObjects(text));
