/** Replaces `$(NAME)` by the variable's value and `$$` by `$`, as Kubernetes does; unknown names stay as they are. */
export function expand(input: string, variables: Readonly<Record<string, string>>): string {
  return input.replace(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(variables, name) ? (variables[name] ?? match) : match;
  });
}
