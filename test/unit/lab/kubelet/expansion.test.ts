import { describe, expect, it } from 'vitest';
import { expand } from '../../../../lab/embedded/kubelet/expansion.ts';

const expanded = (input: string, output: string) => () =>
  expect(expand(input, { A: '1', EMPTY: '', B: '$(A)' })).toBe(output);

describe('Kubernetes expands $(NAME) in commands, arguments and variables', () => {
  it('a known name', expanded('x$(A)y', 'x1y'));
  it('an empty value', expanded('x$(EMPTY)y', 'xy'));
  it('not what came out of an expansion', expanded('$(B)', '$(A)'));
  it('not an unknown name', expanded('$(NOPE)', '$(NOPE)'));
  it('not an inherited property', expanded('$(toString)', '$(toString)'));
  it('$$ is one $', expanded('$$', '$'));
  it('an escaped reference', expanded('$$(A)', '$(A)'));
  it('an escaped $ before a reference', expanded('$$$(A)', '$1'));
  it('four are two', expanded('$$$$', '$$'));
  it('not a shell variable', expanded('$x $A', '$x $A'));
  it('not an unclosed reference', expanded('$(A', '$(A'));
  it('a $ at the end', expanded('a$', 'a$'));
});
