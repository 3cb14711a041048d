import type { DiagnoseInvocation } from '../../command-line/invocation.ts';
import { createProgress, type Progress } from '../../report/progress.ts';
import { wantsColor, wantsUnicode } from '../../report/render-options.ts';

/** The progress on stderr, as this terminal can show it. */
export function progressOn({ stderr, env }: NodeJS.Process, { color }: Pick<DiagnoseInvocation, 'color'>): Progress {
  return createProgress({
    write: (text) => stderr.write(text),
    isTTY: stderr.isTTY === true && env.TERM !== 'dumb',
    color: wantsColor(color, env, stderr.isTTY === true),
    unicode: wantsUnicode(env),
    now: () => performance.now(),
    width: stderr.columns ?? 80,
  });
}
