/**
 * The call chain of an exec request, from the user's terminal to the process in the container:
 * who forwards it to whom. Every verdict names its fault with one of these words.
 */
export const layers = [
  'client-path',
  'api-server',
  'kubelet',
  'cri',
  'dockerd',
  'containerd',
  'shim',
  'runc',
  'container',
] as const;

export type Layer = (typeof layers)[number];
