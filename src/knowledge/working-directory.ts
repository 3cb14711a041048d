import { workdirGone } from './detectors/container.ts';
import type { Entry } from './entry.ts';
import { deletePod, fromOutside } from './steps.ts';

/** Every exec begins in the working directory of the container, wherever its program lies. */
export const workingDirectoryEntries = [
  {
    code: 'workdir-outside',
    title: 'the working directory of the container is not inside it any more',
    layers: ['container'],
    scope: 'container',
    met: 'sometimes',
    texts: [
      {
        pattern: /current working directory is outside of container mount namespace root/,
        example:
          'current working directory is outside of container mount namespace root -- possible container breakout detected: unknown',
      },
    ],
    meaning:
      'It was deleted, or the folder of the node that is mounted there was replaced, so it hangs in no tree. Since CVE-2024-21626 runc takes that for an attempt to break out and refuses.',
    confirm: [
      { run: ({ pid }) => `readlink /proc/${pid}/cwd`, on: 'node', note: 'ends in (deleted)' },
      { run: ({ root, id }) => `runc --root ${root} exec --cwd / ${id} true`, on: 'node', note: 'works' },
    ],
    fix: [
      {
        run: ({ root, id }) => `runc --root ${root} exec -t --cwd / ${id} sh`,
        on: 'node',
        note: 'a shell inside all the same; ends nothing. kubectl exec has no flag for it',
      },
      fromOutside,
      deletePod,
    ],
    versions: 'Since runc 1.1.12, which checks it.',
    sources: ['Dokploy/dokploy#438', 'devcontainers/ci#285', 'nestybox/sysbox-runc#94'],
  },
  {
    code: 'workdir-missing',
    title: 'the working directory of the container cannot be entered',
    layers: ['container'],
    scope: 'container',
    met: 'sometimes',
    texts: [
      {
        pattern: /chdir to cwd \(\\{0,3}"[^"\n]{1,300}"\) set in config\.json failed: [a-z ]{1,60}/,
        example: 'chdir to cwd ("/srv/www") set in config.json failed: no such file or directory',
      },
      {
        pattern: /chdir to `[^`\n]{1,300}`: [A-Za-z ]{1,60}/,
        example: 'OCI runtime exec failed: chdir to `/srv/www`: No such file or directory: unknown',
      },
    ],
    facts: workdirGone,
    meaning:
      'Every exec begins there, as the image or the pod says. It was deleted, lies on a volume that died (stale file handle, transport endpoint is not connected), or the user may not enter it.',
    confirm: [
      { run: ({ pid }) => `timeout 5 stat /proc/${pid}/cwd/`, on: 'node', note: 'no answer: the volume hangs' },
      { run: ({ root, id }) => `runc --root ${root} exec --cwd / ${id} true`, on: 'node', note: 'works' },
      { run: ({ pod }) => `kubectl get pod ${pod} -o yaml | grep workingDir`, note: 'does the pod set one' },
    ],
    fix: [
      {
        run: ({ root, id, folder }) => `runc --root ${root} exec --cwd / ${id} mkdir -p ${folder}`,
        on: 'node',
        given: 'where it was deleted',
        note: 'makes it again, empty, if the user of the container may; ends nothing',
        action: 'make-folder',
        verified: ['docker 20.10'],
      },
      {
        run: ({ root, id }) => `runc --root ${root} exec -t --cwd / ${id} sh`,
        on: 'node',
        note: 'a shell inside all the same; ends nothing',
      },
      {
        read: 'Bring the volume back, where it is on one that died: ends nothing.',
        action: 'harmless',
        conditional: true,
      },
      { ...deletePod, verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'] },
    ],
    sources: ['opencontainers/runc#979', 'suborbital/e2core#197'],
  },
] as const satisfies readonly Entry[];
