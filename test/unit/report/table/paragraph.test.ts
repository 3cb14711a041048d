import { describe, expect, it } from 'vitest';
import { output, proseOrCommand } from '../../../../src/report/table/paragraph.ts';

describe('a next step is', () => {
  const sentence = (text: string) => () => expect(proseOrCommand(text, 80)).toEqual([`  ${text}`]);
  const command = (text: string) => () => expect(proseOrCommand(text, 20)).toEqual([`    ${text}`]);
  it('a sentence', sentence('Restart the pod; this kills nginx1 and nothing else:'));
  it(
    'a sentence that begins with a program',
    sentence('containerd keeps running containers alive when it is restarted.'),
  );
  it('an abbreviation at the start', sentence('CRI is broken'));
  it('a command', command('kubectl delete pod -n default nginx1'));
  it('a path', command('/usr/local/bin/ctr -n k8s.io tasks ls'));
  it('a variable', command('KUBECONFIG=/root/x kubectl get pods -A'));
  it('a command that ends with a dot', command('find /run/containerd -xdev -inum 4242 .'));
  it('a command whose blanks matter', command("echo 'a  b'"));
  it('a command with a remark, which goes above it', () =>
    expect(proseOrCommand("docker info -f '{{.ID}}'   # on node node1: changes nothing.", 30)).toEqual([
      '  on node node1: changes',
      '  nothing.',
      "    docker info -f '{{.ID}}'",
    ]));
  it('a command with what only looks like a remark', command("echo 'a   # b'"));
  it('never two commands', () =>
    expect(proseOrCommand('kubectl get pod x\nrm -rf /', 20)).toEqual(['    kubectl get pod x rm -rf /']));
});

describe('output', () => {
  it('is shown as it came', () => expect(output('a  b\n\n\tc\n', 80, 20)).toEqual(['    a  b', '', '        c']));
  it('is broken at the edge', () => expect(output('abcdef', 8, 20)).toEqual(['    abcd', '    ef']));
  it('says what is not shown', () =>
    expect(output('1\n2\n3\n4\n', 80, 2)).toEqual(['    1', '    2', '    (2 more lines: -o json has them)']));
});
