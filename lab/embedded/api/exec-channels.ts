import type { Readable } from 'node:stream';

/** What goes between an exec client and the command, whichever protocol carries it. */
export interface ExecChannels {
  readonly stdin: Readable;
  send(channel: 'stdout' | 'stderr' | 'status', payload: Buffer | string): void;
  onClose(listener: () => void): void;
  close(): void;
}

export interface ExecSession {
  readonly containerID: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}
