import type { Report } from '../model/report.ts';
import { mark } from '../redaction/rule.ts';
import { wrapWords } from '../report/wrap.ts';
import type { DescribedFile } from './archive.ts';

/** What a bundle says of itself. */
export function readme({ toolVersion, target, startedAt }: Report, files: readonly DescribedFile[]): string {
  const whom = target.pod ? `pod ${target.namespace}/${target.pod}, container ${target.container}` : target.container;
  const blocks = [
    prose(
      `What kubectl exec-doctor ${toolVersion} found out about exec into ${whom}, on node ${target.node.name}, at ${startedAt}.`,
    ),
    `${prose('Begin with report.txt. The same diagnosis, drawn again on any machine and without a cluster; and what has changed between two of them:')}

    kubectl exec-doctor --from-records ARCHIVE.tar.gz
    kubectl exec-doctor diff ONE.tar.gz OTHER.tar.gz`,
    `Files:\n${[...byPlace(files)].map(([place, about]) => `  ${place}\n${prose(about, '      ')}`).join('\n')}`,
    prose(
      'Where there is no manifest.yaml, no debug pod was made, or this was made of a report that was saved before.',
    ),
    prose(
      `Redacted, in every file: where ${mark} stands there was what looks like a password, a token, a key or a cookie, or the value of an environment variable that is more than a number. They are known by their form, so a secret of another form is still here: look through it before you send it. Apart from that, names of pods, nodes, images and namespaces, addresses, commands and the lines that daemons logged are here as they were. No kubeconfig is in it; the name of its context is.`,
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const width = 80;

const prose = (text: string, indent = ''): string =>
  wrapWords(text, width - indent.length)
    .map((line) => indent + line)
    .join('\n');

/** Files that are alike by their folder. */
const byPlace = (files: readonly DescribedFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ name, about }) => [/^.+\/.+\//.exec(name)?.[0] ?? name, about]));
