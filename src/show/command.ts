import type { Command } from '../command-line/command.ts';
import { printingOptions } from '../command-line/diagnose-invocation.ts';
import type { HelpInvocation, ShowInvocation } from '../command-line/invocation.ts';
import { ownFlags, refuseOtherFlags } from '../command-line/own-flags.ts';
import { readFlags } from '../command-line/read-flags.ts';
import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { wrapWords } from '../report/wrap.ts';
import type { CommandResult } from '../run/command-result.ts';
import { type KeptRun, keptName, keptRuns } from './kept-runs.ts';

type Result = CommandResult & { readonly shown: Report | readonly KeptRun[] };

/** `kubectl exec-doctor show`: a kept run, drawn again in any format. It asks no cluster and no node. */
export const show: Command<ShowInvocation, Result> = {
  parse,
  run: async ({ which }, { env }) => {
    const kept = keptRuns(env);
    if (which.kind === 'list') return { kind: 'printed', shown: kept };
    const { openKept } = await import('../from-records/saved-run.ts');
    const { file, startedAt } = chosen(kept, which);
    const shown = await openKept(file, Math.abs(Date.now() - Date.parse(startedAt)) < limits.keptRunFreshMs);
    return { kind: 'diagnosed', status: shown.verdict.status, shown };
  },
  finish: async ({ shown }, asked, process) => {
    const { print } = await import('../print.ts');
    if (!('verdict' in shown)) return print(process.stdout, list(shown));
    if (asked.leftovers) {
      const { renderLeftovers } = await import('../report/table/verdict-block.ts');
      return print(process.stdout, renderLeftovers(shown, process.stdout.columns ?? 80));
    }
    const { printReport } = await import('../run/report/deliver-report.ts');
    await printReport(process, asked, shown);
  },
};

function parse(words: readonly string[], env: NodeJS.ProcessEnv): ShowInvocation | HelpInvocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: help };
  const isList = words.some((word) => word === '-l' || word === '--list');
  const given = readFlags(words.filter((word) => word !== '-l' && word !== '--list'));
  refuseOtherFlags(given, 'show', ownFlags.show, usage);
  const [run, another] = given.positionals;
  if (another !== undefined || (isList && run !== undefined)) {
    throw new Problem(`One run is shown, or all are listed, got ${words.join(' ')}.`, { next: `Usage: ${usage}` });
  }
  const { output, redact, color } = printingOptions(given, env);
  const leftovers = given.switch('leftovers') === true;
  return { kind: 'show', which: isList ? { kind: 'list' } : whichOf(run), leftovers, output, redact, color };
}

function whichOf(run: string | undefined): ShowInvocation['which'] {
  if (run === undefined) return { kind: 'nth', n: 1 };
  return /^[1-9]\d?$/.test(run) ? { kind: 'nth', n: Number(run) } : { kind: 'pod', name: run.replace(/^pods?\//, '') };
}

/** The newest is the first. */
function chosen(kept: readonly KeptRun[], which: Exclude<ShowInvocation['which'], { kind: 'list' }>): KeptRun {
  const found = which.kind === 'nth' ? kept[which.n - 1] : kept.find(({ pod }) => pod === keptName(which.name));
  if (found) return found;
  throw new Problem(which.kind === 'nth' ? `There is no run ${which.n}.` : `No run of pod ${which.name} is kept.`, {
    why: kept.length === 0 ? 'No run is kept on this machine.' : `The last ${kept.length} are kept.`,
    next: kept.length === 0 ? 'Diagnose a pod: kubectl exec-doctor TYPE/NAME' : 'kubectl exec-doctor show -l',
  });
}

const list = (kept: readonly KeptRun[]): string =>
  kept.length === 0
    ? 'No run is kept on this machine.\n'
    : `RUN  STARTED                   POD\n${kept
        .map(({ startedAt, pod }, index) => `${String(index + 1).padEnd(4)} ${startedAt.padEnd(25)} ${pod}\n`)
        .join('')}`;

const usage = 'kubectl exec-doctor show [RUN | POD | -l] [--details | --leftovers | -o FORMAT]';

const help = `${[
  wrapWords(
    `The last run, drawn again, in any format: the last ${limits.keptRuns} are kept on this machine, for you alone, in $XDG_CACHE_HOME/exec-doctor or ~/.cache/exec-doctor. It contacts no cluster and no node. Of one that is older than ten minutes no command names a process: its number may be that of another by then.`,
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  `  kubectl exec-doctor show             the last one
  kubectl exec-doctor show 2           the one before
  kubectl exec-doctor show nginx1      the last one of that pod
  kubectl exec-doctor show -l          which there are
  kubectl exec-doctor show --details   with all that was seen
  kubectl exec-doctor show --leftovers what it left behind, and what removes it`,
  'Exit codes: those of the run. A pod that is called show is diagnosed as pod/show.',
].join('\n\n')}\n`;
