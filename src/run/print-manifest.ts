import { stringify } from 'yaml';
import type { DebugPodManifest } from '../debug-pod/manifest.ts';

/** The manifest as `kubectl create -f -` takes it, the script in full. */
export const manifestText = (manifest: DebugPodManifest): string =>
  stringify(manifest, { version: '1.1', lineWidth: 0 });
