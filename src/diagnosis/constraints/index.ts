import { apiPath } from './api-path.ts';
import type { Constraint } from './constraint.ts';
import { containerFacts } from './container-facts.ts';
import { control, secondOpinion } from './control.ts';
import { crossCheck } from './cross-check.ts';
import { errorText, startFailure } from './error-text.ts';
import { fileLimit } from './file-limit.ts';
import { nsenterOfBoth } from './nsenter-of-both.ts';
import { missingProcess, stuckProcess } from './processes.ts';
import { shimEnvironment } from './shim-environment.ts';
import { pendingRuntime, unreadSocket } from './sockets.ts';
import { streamServer } from './stream-server.ts';

/** What parts the layers that the probes leave. The order is that of the sentences; it decides nothing. */
export const constraints: readonly Constraint[] = [
  nsenterOfBoth,
  errorText,
  control,
  secondOpinion,
  crossCheck,
  containerFacts,
  stuckProcess,
  fileLimit,
  unreadSocket,
  pendingRuntime,
  shimEnvironment,
  missingProcess,
  apiPath,
  streamServer,
  startFailure,
];
