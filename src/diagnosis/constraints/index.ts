import { apiPath, crossCheck } from './api-path.ts';
import { cgroupHierarchy } from './cgroup-hierarchy.ts';
import type { Constraint } from './constraint.ts';
import { containerFacts, shimEnvironment, usersFile } from './container-facts.ts';
import { control, nsenterOfBoth, secondOpinion } from './control.ts';
import { errorText, sharedWords, startFailure } from './error-text.ts';
import { limitOfPod } from './limit-of-pod.ts';
import { missingRuntime } from './missing-runtime.ts';
import { nodeFacts } from './node-facts.ts';
import { fileLimit, missingProcess, stuckProcess } from './processes.ts';
import { pendingRuntime, unreadSocket } from './sockets.ts';
import { streamServer } from './stream-server.ts';

/** What parts the layers that the probes leave. The order is that of the sentences; it decides nothing. */
export const constraints: readonly Constraint[] = [
  nsenterOfBoth,
  errorText,
  control,
  sharedWords,
  secondOpinion,
  missingRuntime,
  cgroupHierarchy,
  limitOfPod,
  crossCheck,
  containerFacts,
  stuckProcess,
  fileLimit,
  unreadSocket,
  pendingRuntime,
  shimEnvironment,
  usersFile,
  nodeFacts,
  missingProcess,
  apiPath,
  streamServer,
  startFailure,
];
