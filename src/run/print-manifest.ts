import { stringify } from 'yaml';
import { type OutputFormat, templateOf } from '../command-line/output-format.ts';
import type { DebugPodManifest } from '../debug-pod/manifest.ts';
import type { Target } from '../model/target.ts';
import { toJSON } from '../report/json.ts';
import { ApiObject } from '../target/api-object.ts';
import { podVariants } from './debug-pod/pod-variant.ts';
import { manifestOf, type RunPlan } from './plan.ts';

/** The manifest that would be tried first, as `kubectl create -f -` takes it, the script in full and readable. */
export function manifestText(plan: RunPlan, target: Target, output: OutputFormat): Promise<string> {
  const [first] = podVariants(target, plan.images);
  return objectText(manifestOf(plan, first, 0), output);
}

/** A pod as kubectl prints it; where nobody said how, as YAML. */
export async function objectText(pod: object, output: OutputFormat): Promise<string> {
  if (output === 'json') return toJSON(pod);
  if (output === 'name') return `pod/${new ApiObject(pod).text('metadata', 'name')}\n`;
  const template = templateOf(output);
  if (template === null) return toYaml(pod);
  const { fillTemplate, readTemplate } = await import('../report/jsonpath.ts');
  return fillTemplate(readTemplate(template), pod);
}

const toYaml = (pod: object): string => stringify(pod, { version: '1.1', lineWidth: 0 });

/** The manifest for others to read. All of it is our own but the user's command, which stands at its end. */
export async function manifestToSend(manifest: DebugPodManifest, userCommand: readonly string[]): Promise<string> {
  const { redactStrings } = await import('../redaction/redact-strings.ts');
  const [container] = manifest.spec.containers;
  const words = container.command;
  const own = words.slice(0, words.length - userCommand.length);
  const command = [...own, ...(await redactStrings(words.slice(own.length)))];
  return toYaml({ ...manifest, spec: { ...manifest.spec, containers: [{ ...container, command }] } });
}
