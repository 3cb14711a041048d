import * as z from 'zod/mini';
import { grammarOf, type NameKind } from '../model/name-grammar.ts';

const text = z.string();
const nullable = z.nullable(text);

/** What a name that cannot be is refused with; the path to it is told beside it. */
export const impossible = 'can be no such name';

/** A name, which a file from a stranger may have made up. */
export const name = (kind: NameKind) => z.string().check(z.regex(grammarOf(kind), impossible));

/** Likewise, or none. */
const nameOrNone = (kind: NameKind) => z.union([z.literal(''), name(kind)], impossible);

/** A target as it was saved, but for its node. */
export const targetFields = {
  // of what is no pod there is neither
  namespace: nameOrNone('namespace'),
  pod: nameOrNone('pod'),
  podUID: name('uid'),
  container: name('container'),
  containerKind: z.enum(['regular', 'init', 'ephemeral']),
  containerID: name('containerID'),
  runtime: z.enum(['docker', 'containerd', 'cri-o']),
  image: text,
  restartCount: z.int(),
  startedAt: nullable,
};

/** Its node. */
export const nodeSchema = z.object({
  name: name('node'),
  ready: z.nullable(
    // reports did not always have it
    z.object({ status: text, reason: text, message: text, lastTransitionTime: z._default(nullable, null) }),
  ),
  // reports did not always have it
  unschedulable: z._default(z.nullable(z.boolean()), null),
  lease: z.nullable(z.object({ renewTime: text, ageSeconds: z.number() })),
  kubeletVersion: text,
  runtimeVersion: text,
  osImage: text,
  kernelVersion: text,
  operatingSystem: text,
  architecture: text,
  address: nameOrNone('host'),
});
