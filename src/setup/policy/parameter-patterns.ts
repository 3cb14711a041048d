import { runtimeFamilies } from '../../model/runtime-family.ts';
import type { toEnvironment } from '../../node-script/script.ts';

type ParameterName = keyof ReturnType<typeof toEnvironment>;

export const echoWordPattern = '[0-9a-f]{24}';

/** What the parameters of an admitted script may be, as regular expressions. */
export const parameterPatterns: Readonly<Record<ParameterName, string>> = {
  ED_ECHO_WORD: echoWordPattern,
  ED_RUN_ID: '[0-9a-f]{8}',
  ED_TARGET: '[0-9a-f]{64}',
  ED_SURVEY: '([0-9a-f]{64}( [0-9a-f]{64})*)?',
  ED_CONTROL: '(self)?',
  ED_SECOND: '([0-9a-f]{64}( [0-9a-f]{64})*)?',
  ED_POD_UID: '[0-9a-f-]{32,36}',
  ED_FAMILY: runtimeFamilies.map(({ name }) => name).join('|'),
  ED_PROBE_TIMEOUT_MS: '[0-9]{1,9}',
  ED_DEADLINE_MS: '[0-9]{1,9}',
  ED_LINGER_S: '[0-9]{1,3}',
  ED_REPEAT: '[0-9]{1,4}',
  ED_WATCH_MS: '[0-9]{1,9}',
  ED_TERMINAL: '[01]?',
  // what signals daemons, or overrules a guard, is not for everybody
  ED_DUMP_STACKS: '0',
  ED_FORCE: '0',
  ED_EVERY_LAYER: '0',
  ED_USERLAND: 'image',
  ED_FIFO_DIR_UID: '\\$\\(POD_UID\\)',
};
