import { type AdmissionEngine, admissionEngines } from '../admission/engines.ts';
import { ownNamespaceName } from '../debug-pod/own-namespace-name.ts';
import { Problem } from '../model/problem.ts';
import { objectName } from './diagnose-invocation.ts';
import type { Invocation, SetupInvocation } from './invocation.ts';
import { onlyFlags } from './only-flags.ts';
import { ownFlags } from './own-flags.ts';
import { type GivenFlags, readFlags } from './read-flags.ts';
import { wrap } from './wrap.ts';

/** `policy` prints the rule of `setup` alone. */
type Command = 'setup' | 'policy';

/** Reads what follows one of these; throws a Problem where it is malformed. */
export function setupInvocation(words: readonly string[], command: Command): Invocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: helpOf(command) };
  const given = readFlags(words);
  const usage = usages[command];
  onlyFlags(given, command, ownFlags[command], usage);
  const groups = given.texts('group');
  const noName = groups.find((group) => !/^[^\p{C}\s]+$/u.test(group));
  if (noName !== undefined) throw new Problem(`--group needs a name, got ${JSON.stringify(noName)}.`);
  if (command === 'policy' && groups.length === 0) {
    throw new Problem('Nobody was named who may make debug pods.', { next: `Usage: ${usage}` });
  }
  return {
    kind: 'setup',
    what: command === 'setup' ? 'all' : 'rule',
    engine: engine(given, command),
    groups,
    namespace: namespace(given),
    image: image(given, usage),
  };
}

function engine({ positionals, command: more }: GivenFlags, command: Command): AdmissionEngine {
  const [word = 'kubernetes', second] = [...positionals, ...more];
  const named = admissionEngines.find((name) => name === word);
  if (named !== undefined && second === undefined) return named;
  throw new Problem(`A rule is for one of ${admissionEngines.join(' and ')}, got ${second ?? word}.`, {
    next: `Usage: ${usages[command]}`,
    lines: [`A pod that is called ${command} is diagnosed as pod/${command}.`],
  });
}

function namespace(given: GivenFlags): string {
  const name = objectName(given, 'debug-namespace') ?? ownNamespaceName;
  if (name !== 'default' && !name.startsWith('kube-')) return name;
  throw new Problem(`The rule is for a namespace of its own, and ${name} has pods of others, which it would refuse.`);
}

function image(given: GivenFlags, usage: string): SetupInvocation['image'] {
  const named = given.text('image');
  if (named === null) {
    throw new Problem('No image was named that debug pods may run from.', {
      why: "With the programs of the node, as without a rule, an image of the user's own choice may on some nodes bring a loader of its own, which then runs as root.",
      next: `Usage: ${usage}`,
    });
  }
  if (hasDigest.test(named) || given.switch('allow-tag') === true) return named;
  throw new Problem(`--image needs a digest, got ${JSON.stringify(named)}.`, {
    why: 'A tag can be given to another image by whoever may push to that registry, and the image runs as root on every node.',
    next: `Its digest is what \`docker buildx imagetools inspect ${named}\` prints: --image=NAME@sha256:…; or accept the tag with --allow-tag.`,
  });
}

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const hasDigest = /.@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

const engineWord = `[${admissionEngines.join(' | ')}]`;

const usages: Readonly<Record<Command, string>> = {
  setup: `kubectl exec-doctor setup ${engineWord} [--group=GROUP] --image=IMAGE`,
  policy: `kubectl exec-doctor policy ${engineWord} --group=GROUP --image=IMAGE`,
};

const intros: Readonly<Record<Command, string>> = {
  setup:
    'Prints what an administrator applies once, with kubectl apply -f -: a namespace for debug pods alone, the roles that a run needs, and an admission rule. It grants no pods yet: the commands that do, for the groups that are named, are printed on stderr, for once the rule is seen to be in force. To that namespace no pod is admitted but the debug pod of this version of exec-doctor, with its script word for word, from that image; in it nothing is executed but the question of exec-doctor to its control. From then on the debug pods of those who may make them live there. What the rule does not admit: --dump-stacks, --force-probe, and a COMMAND. It asks no cluster.',
  policy:
    'Prints the admission rule of kubectl exec-doctor setup alone, for kubectl apply -f -: what a new version of exec-doctor needs where the rest was applied before. It asks no cluster.',
};

const engines: Readonly<Record<AdmissionEngine, string>> = {
  kubernetes: 'a ValidatingAdmissionPolicy, of 1.30 and later (default)',
  kyverno: 'a ValidatingPolicy, of 1.17 and later',
};

const helpOf = (command: Command): string =>
  `${[
    wrap(intros[command], 80).join('\n'),
    `Usage:\n  ${usages[command]}`,
    Object.entries(engines)
      .map(([name, text]) => `  ${name.padEnd(12)}${text}`)
      .join('\n'),
    `Flags:
      --group=GROUP             who may make debug pods; may be repeated
      --image=IMAGE             debug pods run from this image and with its
                                programs: NAME@sha256:DIGEST
      --allow-tag               the image may be named by a tag
      --debug-namespace=NAME    for debug pods alone (default ${ownNamespaceName})`,
  ].join('\n\n')}\n`;
