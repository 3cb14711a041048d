import type { DebugPodManifest } from '../debug-pod/manifest.ts';
import { redactStrings } from '../redaction/redact-strings.ts';
import { toYaml } from './print-manifest.ts';

/** The manifest for others to read. All of it is our own but the user's command, which stands at its end. */
export async function manifestToSend(manifest: DebugPodManifest, userCommand: readonly string[]): Promise<string> {
  const [container] = manifest.spec.containers;
  const words = container.command;
  const own = words.slice(0, words.length - userCommand.length);
  const command = [...own, ...(await redactStrings(words.slice(own.length)))];
  return toYaml({ ...manifest, spec: { ...manifest.spec, containers: [{ ...container, command }] } });
}
