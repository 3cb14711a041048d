import { describe, expect, it } from 'vitest';
import { onClient, onNode, toRead } from '../../../../src/model/step.ts';
import { output, stepLines } from '../../../../src/report/table/paragraph.ts';

describe('a next step is', () => {
  it('a sentence', () =>
    expect(stepLines(toRead('Restart the pod; this ends nginx1 and nothing else:'), null, 80)).toEqual([
      '  Restart the pod; this ends nginx1 and nothing else:',
    ]));
  it('a command, whole however long', () =>
    expect(stepLines(onClient('kubectl delete pod -n default nginx1'), null, 20)).toEqual([
      '    kubectl delete pod -n default nginx1',
    ]));
  it('a command with a remark, which goes above it', () =>
    expect(stepLines(onNode("docker info -f '{{.ID}}'", { note: 'changes nothing.' }), 'node1', 30)).toEqual([
      '  on node node1, as root:',
      '  changes nothing.',
      "    docker info -f '{{.ID}}'",
    ]));
  it('a command whose blanks matter', () =>
    expect(stepLines(onClient("echo 'a   # b'"), null, 20)).toEqual(["    echo 'a   # b'"]));
  it('never two commands', () =>
    expect(stepLines(onClient('kubectl get pod x\nrm -rf /'), null, 20)).toEqual(['    kubectl get pod x rm -rf /']));
});

describe('output', () => {
  it('is shown as it came', () => expect(output('a  b\n\n\tc\n', 80, 20)).toEqual(['    a  b', '', '        c']));
  it('is broken at the edge', () => expect(output('abcdef', 8, 20)).toEqual(['    abcd', '    ef']));
  it('says what is not shown', () =>
    expect(output('1\n2\n3\n4\n', 80, 2)).toEqual(['    1', '    2', '    (2 more lines: -o json has them)']));
});
