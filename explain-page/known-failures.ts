import type { Entry } from '../src/knowledge/entry.ts';
import { catalogue } from '../src/knowledge/index.ts';
import { type Layer, layers } from '../src/model/layer.ts';
import { entryOnPage } from './entry.ts';
import { type Tag, tag } from './markup.ts';

/** Failures whose fault lies likeliest at one layer. */
interface Group {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
}

const titles: Readonly<Record<Layer, string>> = {
  'client-path': 'client-path: between kubectl and the API server',
  'api-server': 'api-server: the API server, or its way to the kubelet',
  kubelet: "kubelet: the node's agent",
  cri: 'cri: between kubelet and runtime',
  dockerd: "dockerd: Docker's daemon",
  containerd: 'containerd: the daemon that has the containers',
  shim: 'shim: the process that containerd has for a container or a pod',
  runc: 'runc: what starts a process in a container',
  container: 'container: its process, its files, or the limits and the confinement around it',
};

const groups: readonly Group[] = [
  ...layers.map((layer) => group(layer, titles[layer], (entry) => entry.layers[0] === layer)),
  group('no-layer', 'No layer is at fault', (entry) => entry.layers.length === 0),
];

function group(name: string, title: string, has: (entry: Entry) => boolean): Group {
  return { id: `at-${name}`, title, entries: catalogue.filter(has) };
}

/** Where each known failure is on the page, by layer. */
export const contents = (): Tag =>
  tag(
    'nav',
    {},
    tag('h2', {}, `Contents: ${catalogue.length} known failures, by layer`),
    tag(
      'ul',
      {},
      ...groups.map(({ id, title, entries }) =>
        tag(
          'li',
          {},
          tag('a', { href: `#${id}` }, title),
          tag(
            'ul',
            { class: 'codes' },
            ...entries.map(({ code }) => tag('li', {}, tag('a', { href: `#${code}` }, code))),
          ),
        ),
      ),
    ),
  );

/** All of them, each with its code as its anchor. */
export const knownFailures = (): readonly Tag[] =>
  groups.map(({ id, title, entries }) =>
    tag(
      'section',
      { id },
      tag('h2', {}, title),
      ...entries.map((entry) => tag('article', { id: entry.code }, ...entryOnPage(entry))),
    ),
  );
