import type { DebugPodManifest } from '../debug-pod/manifest.ts';
import { redactWords } from '../redaction/redact-words.ts';
import { toYaml } from './print-manifest.ts';

/** The manifest for others to read. All of it is our own but the user's command, which stands at its end. */
export function manifestToSend(manifest: DebugPodManifest, userCommand: readonly string[]): string {
  const [container] = manifest.spec.containers;
  const words = container.command;
  const own = words.slice(0, words.length - userCommand.length);
  const command = [...own, ...redactWords(words.slice(own.length))];
  return toYaml({ ...manifest, spec: { ...manifest.spec, containers: [{ ...container, command }] } });
}
