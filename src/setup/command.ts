import type { Command } from '../command-line/command.ts';
import { objectName } from '../command-line/diagnose-invocation.ts';
import type { HelpInvocation, SetupInvocation } from '../command-line/invocation.ts';
import { ownFlags, refuseOtherFlags } from '../command-line/own-flags.ts';
import { type GivenFlags, readFlags } from '../command-line/read-flags.ts';
import { ownNamespaceName } from '../debug-pod/names.ts';
import { Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';
import { type AdmissionEngine, admissionEngines } from './policy/engines.ts';

/** `kubectl exec-doctor setup`: what an administrator applies. It contacts no cluster. */
export const setup = commandOf('setup');

/** `kubectl exec-doctor policy`: the admission rule of setup alone. */
export const policy = commandOf('policy');

type Name = 'setup' | 'policy';

function commandOf(name: Name): Command<SetupInvocation> {
  return {
    parse: (words) => parse(words, name),
    validate,
    run: async () => ({ kind: 'printed' }),
    render: async (_, asked) => (await import('./setup-text.ts')).setupText(asked),
    // kubectl reads the manifest, and nobody its comments
    finish: async (_, asked, { stderr }) => {
      if (asked.what === 'all') stderr.write(`${(await import('./setup-text.ts')).openingSteps(asked).join('\n')}\n`);
    },
  };
}

function parse(words: readonly string[], name: Name): SetupInvocation | HelpInvocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: helpOf(name) };
  const given = readFlags(words);
  const usage = usages[name];
  refuseOtherFlags(given, name, ownFlags[name], usage);
  const groups = given.texts('group');
  const noName = groups.find((group) => !/^[^\p{C}\s]+$/u.test(group));
  if (noName !== undefined) throw new Problem(`--group needs a name, got ${JSON.stringify(noName)}.`);
  if (name === 'policy' && groups.length === 0) {
    throw new Problem('Nobody was named who may make debug pods.', { next: `Usage: ${usage}` });
  }
  return {
    kind: 'setup',
    what: name === 'setup' ? 'all' : 'rule',
    engine: engine(given, name),
    groups,
    namespace: namespace(given),
    image: image(given, usage),
    allowTag: given.switch('allow-tag') === true,
  };
}

function engine({ positionals, command: more }: GivenFlags, name: Name): AdmissionEngine {
  const [word = 'kubernetes', second] = [...positionals, ...more];
  const named = admissionEngines.find((known) => known === word);
  if (named !== undefined && second === undefined) return named;
  throw new Problem(`A rule is for one of ${admissionEngines.join(' and ')}, got ${second ?? word}.`, {
    next: `Usage: ${usages[name]}`,
    lines: [`A pod that is called ${name} is diagnosed as pod/${name}.`],
  });
}

function namespace(given: GivenFlags): string {
  const name = objectName(given, 'debug-namespace') ?? ownNamespaceName;
  if (name !== 'default' && !name.startsWith('kube-')) return name;
  throw new Problem(`The rule needs a separate namespace: ${name} has other pods, which it would refuse.`);
}

function image(given: GivenFlags, usage: string): string {
  const named = given.text('image');
  if (named !== null) return named;
  throw new Problem('No image was named that debug pods may run from.', {
    why: "With the programs of the node, as without a rule, an image of the user's own choice may on some nodes bring its own loader, which then runs as root.",
    next: `Usage: ${usage}`,
  });
}

function validate({ image, allowTag }: SetupInvocation): void {
  if (hasDigest.test(image) || allowTag) return;
  throw new Problem(`--image needs a digest, got ${JSON.stringify(image)}.`, {
    why: 'A tag can be given to another image by whoever may push to that registry, and the image runs as root on every node.',
    next: `Its digest is what \`docker buildx imagetools inspect ${image}\` prints: --image=NAME@sha256:…; or accept the tag with --allow-tag.`,
  });
}

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const hasDigest = /.@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

const engineWord = `[${admissionEngines.join(' | ')}]`;

const usages: Readonly<Record<Name, string>> = {
  setup: `kubectl exec-doctor setup ${engineWord} [--group=GROUP] --image=IMAGE`,
  policy: `kubectl exec-doctor policy ${engineWord} --group=GROUP --image=IMAGE`,
};

const intros: Readonly<Record<Name, string>> = {
  setup:
    'Prints what an administrator applies once, with kubectl apply -f -: a namespace for debug pods alone, the roles that a run needs, and an admission rule. It grants no pods yet: the commands that do, for the named groups, are printed on stderr, for when the rule is seen to be in force. To that namespace no pod is admitted but the debug pod of this version of exec-doctor, with its script word for word, from that image; in it nothing is executed but the probe of exec-doctor. From then on the debug pods of those who may make them live there. What the rule does not admit: --dump-stacks, --force-probe, and a COMMAND. It contacts no cluster.',
  policy:
    'Prints the admission rule of kubectl exec-doctor setup alone, for kubectl apply -f -: what a new version of exec-doctor needs where the rest was applied before. It contacts no cluster.',
};

const engines: Readonly<Record<AdmissionEngine, string>> = {
  kubernetes: 'a ValidatingAdmissionPolicy, of 1.30 and later (default)',
  kyverno: 'a ValidatingPolicy, of 1.17 and later',
};

const helpOf = (name: Name): string =>
  `${[
    wrapWords(intros[name], 80).join('\n'),
    `Usage:\n  ${usages[name]}`,
    Object.entries(engines)
      .map(([engine, text]) => `  ${engine.padEnd(12)}${text}`)
      .join('\n'),
    `Flags:
      --group=GROUP             who may make debug pods; may be repeated
      --image=IMAGE             debug pods run from this image and with its
                                programs: NAME@sha256:DIGEST
      --allow-tag               the image may be named by a tag
      --debug-namespace=NAME    for debug pods alone (default ${ownNamespaceName})`,
  ].join('\n\n')}\n`;
