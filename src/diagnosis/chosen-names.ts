import type { Observation } from '../evidence/observation.ts';
import { parted } from '../model/kubectls-line.ts';
import { withTexts } from './with-texts.ts';

/** Where a layer repeats a name of the container's spec in its own words. */
interface Repeated {
  readonly before: RegExp;
  /** What stands behind it; the last counts, for the name may hold another. */
  readonly after: RegExp;
  /** Both up to the reason, with what stands for the name, as the text of the known failure has one. */
  readonly plainly: string;
  /** Nothing else has these words behind it: of a text whose beginning was cut they tell enough. */
  readonly isTold: boolean;
}

/** The working directory, by runc and by crun; the user, by dockerd. */
const repeated: readonly Repeated[] = [
  {
    before: /chdir to cwd \(/,
    after: /\) set in config\.json failed/g,
    plainly: 'chdir to cwd ("…") set in config.json failed: ',
    isTold: true,
  },
  { before: /chdir to `/, after: /`: [A-Z]/g, plainly: 'chdir to `…`: ', isTold: false },
  {
    before: /unable to find (?:user|group) /,
    after: /: no matching entries in (?:passwd|group) file/g,
    plainly: 'unable to find user …: ',
    isTold: true,
  },
];

/**
 * Why a directory cannot be entered, or a user not be looked up: no other words behind it are believed, for they may be the end of a
 * name that was cut.
 */
const whyNot =
  /: ((?:[a-z]{4,6} \/etc\/(?:passwd|group): )?(?:no matching entries in (?:passwd|group) file|(?:no such file or|not a|is a) directory|permission denied|stale file handle|transport endpoint is not connected|input\/output error|too many levels of symbolic links|too many open files|file name too long))(?:: unknown)?["\\\s]{0,8}$/i;

/**
 * The same, with nothing in the words of a layer that whoever wrote the container's spec, or a rule, has chosen: it may read like
 * the words of any layer, and nobody has to run anything for that.
 */
export const withoutChosenNames = (observation: Observation): Observation =>
  withTexts(observation, (text) => withoutName(withoutReason(text)));

function withoutReason(text: string): string {
  const [, decided] = decision.exec(text) ?? [];
  return decided === undefined ? text : withLine(decided, parted(text).line);
}

/**
 * A decision, behind nothing but the frames of those who handed it on. Why is told in the words of whoever has written the rule, which
 * may quote any layer.
 */
const decision =
  /^((?:(?:error|Error from server(?: \(\w{1,40}\))?|Internal error occurred|error executing command in container|rpc error: code = \w{1,20} desc = failed to exec in container): )*(?:admission webhook "[^"\n]{1,200}" denied the request|Error response from daemon: authorization denied by plugin [\w./:@-]{1,128})): /;

/** Where the records did not come, of each text no more than its last bytes did, behind this. */
const cutBefore = '…';

function withoutName(text: string): string {
  const { words, line } = parted(text);
  const found = repetitionIn(words);
  if (!found) return text;
  const [, why = 'not given'] = whyNot.exec(words) ?? [];
  const head = words.startsWith(cutBefore) ? cutBefore : words.slice(0, found.begin);
  const cleared = `${head}${found.rule.plainly}${why}`;
  return withLine(cleared, line);
}

const withLine = (words: string, line: string): string => (line === '' ? words : `${words}\n${line}`);

/**
 * Which name is repeated, and where the words about it begin. What is in a name may look like another: the first beginning counts,
 * and where one has none, as its text was cut, the last end.
 */
function repetitionIn(words: string): { readonly rule: Repeated; readonly begin: number } | null {
  const seen = repeated.flatMap((rule) => {
    const begin = words.search(rule.before);
    const end = Array.from(words.matchAll(rule.after)).at(-1)?.index ?? -1;
    return begin !== -1 || (rule.isTold && end !== -1) ? [{ rule, begin, end }] : [];
  });
  const cut = seen.filter(({ begin }) => begin === -1).toSorted((a, b) => b.end - a.end)[0];
  if (cut) return { rule: cut.rule, begin: 0 };
  return seen.toSorted((a, b) => a.begin - b.begin)[0] ?? null;
}
