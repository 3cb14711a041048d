import { frequencyLabels, placeLabel } from '../../../src/explain/labels.ts';
import { sourceAddress } from '../../../src/explain/sections.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { stepsOf } from '../../../src/knowledge/entry-steps.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import type { Step } from '../../../src/model/step.ts';
import { remarkOf } from '../../../src/report/step.ts';

const entries: readonly Entry[] = catalogue;

/** How many there are, and the table of contents. */
export function signatureCodesBlock(): string {
  const groups = [...Map.groupBy(entries, ({ frequency }) => frequency)];
  const rows = groups.flatMap(([frequency, group]) => [
    `| **${frequencyLabels[frequency]}** | |`,
    ...group.map(({ code, title }) => `| [${code}](#${code}) | ${plain(title)} |`),
  ]);
  return [`${entries.length} known failures.`, '', '| code | what is wrong |', '| --- | --- |', ...rows].join('\n');
}

/** Every entry of the catalogue. */
export const signaturesBlock = (): string => entries.map(entryBlock).join('\n\n');

function entryBlock(entry: Entry): string {
  const { code, title, meaning, versions, texts, confirm, fix, sources } = entry;
  return [
    `### ${code}`,
    `*${plain(title)}*. ${plain(placeLabel(entry))}`,
    plain(meaning),
    ...(versions ? [`Versions: ${plain(versions)}`] : []),
    ...(texts.length > 0 ? [`\`\`\`text\n${texts.map(({ example }) => example).join('\n')}\n\`\`\``] : []),
    `To confirm it:\n\n${list(confirm)}`,
    `What to do, the least harmful first:\n\n${list(fix)}`,
    `From: ${sources.map((source) => `[${source.replace('https://', '')}](${sourceAddress(source)})`).join(', ')}`,
  ].join('\n\n');
}

/** A command as code with its remark behind it; a sentence as it is. */
function stepText(step: Step): string {
  if (step.command === null) return plain(step.note);
  const remark = remarkOf(step, null);
  return `\`${step.command}\`${remark === '' ? '' : `: ${plain(remark)}`}`;
}

const list = (steps: Entry['fix']) =>
  stepsOf(steps)
    .map((step) => `- ${stepText(step)}`)
    .join('\n');

/** Markdown takes none of it for its own signs. */
const plain = (text: string) => text.replace(/[\\`*_<>[\]|]/g, String.raw`\$&`);
