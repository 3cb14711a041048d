import { type AdmissionEngine, admissionEngines } from '../admission/engines.ts';
import { Problem } from '../model/problem.ts';
import { objectName } from './diagnose-invocation.ts';
import type { Invocation } from './invocation.ts';
import { onlyFlags } from './only-flags.ts';
import { ownFlags } from './own-flags.ts';
import { readFlags } from './read-flags.ts';
import { wrap } from './wrap.ts';

/** Reads what follows `policy`; throws a Problem where it is malformed. */
export function policyInvocation(words: readonly string[]): Invocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: policyHelp };
  const given = readFlags(words);
  onlyFlags(given, 'policy', ownFlags.policy, usage);
  const [word = 'kubernetes', second] = [...given.positionals, ...given.command];
  const engine = admissionEngines.find((name) => name === word);
  if (engine === undefined || second !== undefined) {
    throw new Problem(`A rule is for one of ${admissionEngines.join(' and ')}, got ${second ?? word}.`, {
      next: `Usage: ${usage}\nA pod that is called policy is diagnosed as pod/policy.`,
    });
  }
  const groups = given.texts('group');
  if (groups.length === 0) {
    throw new Problem('Nobody was named who may make debug pods.', { next: `Usage: ${usage}` });
  }
  const image = given.text('image');
  if (image === null) {
    throw new Problem('No image was named that debug pods may run from.', {
      why: "With the programs of the node, as without a rule, an image of the user's own choice may on some nodes bring a loader of its own, which then runs as root.",
      next: `Usage: ${usage}`,
    });
  }
  const namespace = objectName(given, 'debug-namespace') ?? 'exec-doctor';
  if (namespace === 'default' || namespace.startsWith('kube-')) {
    throw new Problem(
      `The rule is for a namespace of its own, and ${namespace} has pods of others, which it would refuse.`,
    );
  }
  return { kind: 'policy', engine, groups, namespace, image };
}

const usage = `kubectl exec-doctor policy [${admissionEngines.join(' | ')}] --group=GROUP --image=IMAGE`;

const engines: Readonly<Record<AdmissionEngine, string>> = {
  kubernetes: 'a ValidatingAdmissionPolicy, of 1.30 and later (default)',
  kyverno: 'a ValidatingPolicy, of 1.17 and later',
};

const policyHelp = `${[
  wrap(
    'Prints an admission rule, for kubectl apply -f -: a namespace to which no pod is admitted but the debug pod of this version of exec-doctor, with its script word for word, from that image, and of that group only. Users then say --debug-namespace and --image. What the rule does not admit: --dump-stacks, --force-probe, and a COMMAND. It asks no cluster.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  Object.entries(engines)
    .map(([name, text]) => `  ${name.padEnd(12)}${text}`)
    .join('\n'),
  `Flags:
      --group=GROUP             who may make debug pods; may be repeated
      --image=IMAGE             debug pods run from this image and with its
                                programs, best named by its digest
      --debug-namespace=NAME    for debug pods alone (default exec-doctor)`,
].join('\n\n')}\n`;
