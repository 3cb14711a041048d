/** `OWNER/REPOSITORY#NUMBER` as a page; GitHub leads from an issue's address to the pull request of that number. */
export function sourceAddress(source: string): string {
  const [, repository, number] = /^([^#:]+)#(\d+)$/.exec(source) ?? [];
  return repository ? `https://github.com/${repository}/issues/${number}` : source;
}
