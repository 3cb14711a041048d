/** What kubectl, or the API client in its place, prints at the end where it hears how the program has ended. */
const ended = 'command terminated with ';
const howItEnded = /^(?:exit code (\d+)|non-zero exit code[^\n]*)$/;

/** What an exec through the API server has printed. */
export interface Parted {
  /** The program's, or a layer's. */
  readonly words: string;
  /** kubectl's line; empty where there is none. */
  readonly line: string;
  /** The exit code in it, where it tells one. */
  readonly code: string | undefined;
}

/** The text without what kubectl adds to it, and that. A program may have printed anything: no search in it takes long. */
export function parted(text: string): Parted {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf(ended);
  const how = at === -1 ? null : howItEnded.exec(trimmed.slice(at + ended.length));
  if (!how) return { words: trimmed, line: '', code: undefined };
  return { words: trimmed.slice(0, at).trim(), line: trimmed.slice(at), code: how[1] };
}
