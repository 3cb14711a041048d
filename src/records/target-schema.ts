import * as z from 'zod/mini';

const text = z.string();
const nullable = z.nullable(text);

/** A target as it was saved, but for its node. */
export const targetFields = {
  namespace: text,
  pod: text,
  podUID: text,
  container: text,
  containerKind: z.enum(['regular', 'init', 'ephemeral']),
  containerID: text,
  runtime: z.enum(['docker', 'containerd', 'cri-o']),
  image: text,
  restartCount: z.int(),
  startedAt: nullable,
};

/** Its node. */
export const nodeSchema = z.object({
  name: text,
  ready: z.nullable(
    // reports did not always have it
    z.object({ status: text, reason: text, message: text, lastTransitionTime: z._default(nullable, null) }),
  ),
  lease: z.nullable(z.object({ renewTime: text, ageSeconds: z.number() })),
  kubeletVersion: text,
  runtimeVersion: text,
  osImage: text,
  kernelVersion: text,
  operatingSystem: text,
  architecture: text,
  address: text,
});
