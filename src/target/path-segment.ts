/** Whether the API server could know an object by this name; anything else would address another path. */
export function isPathSegment(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/%\s\p{Cc}]/u.test(name);
}
