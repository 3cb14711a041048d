import { fieldsOf } from './fields.ts';

/** How a command in a container ended. */
export interface ExecEnding {
  /** The command's own; null where it did not get that far. */
  readonly exitCode: number | null;
  /** Empty where it ended well. */
  readonly statusMessage: string;
}

/** Reads the `Status` object of the v4 protocol. */
export function execEnding(text: string): ExecEnding {
  try {
    const status = fieldsOf(JSON.parse(text), 'the status');
    if (status.text('status') === 'Success') return { exitCode: 0, statusMessage: '' };
    const causes = status.fields('details').list('causes');
    const exitCode = causes.find((cause) => cause.text('reason') === 'ExitCode')?.text('message');
    return {
      exitCode: exitCode !== undefined && isExitCode(exitCode) ? Number(exitCode) : null,
      statusMessage: status.text('message') ?? 'it failed without a message',
    };
  } catch {
    // Older protocols, and what stands between, answer in plain text.
    return { exitCode: null, statusMessage: text };
  }
}

/** A process has no other. */
const isExitCode = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) <= 255;
