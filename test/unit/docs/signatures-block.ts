import { sourceAddress } from '../../../src/explain/source-address.ts';
import { metWords, placeWords } from '../../../src/explain/words.ts';
import { catalogue } from '../../../src/signatures/catalogue.ts';
import { fixOf } from '../../../src/signatures/proven.ts';
import type { Signature } from '../../../src/signatures/signature.ts';

const entries: readonly Signature[] = catalogue;

/** How many there are, and the table of contents. */
export function signatureCodesBlock(): string {
  const groups = [...Map.groupBy(entries, ({ met }) => met)];
  const rows = groups.flatMap(([met, group]) => [
    `| **${metWords[met]}** | |`,
    ...group.map(({ code, title }) => `| [${code}](#${code}) | ${plain(title)} |`),
  ]);
  return [`${entries.length} known failures.`, '', '| code | what is wrong |', '| --- | --- |', ...rows].join('\n');
}

/** Every entry of the catalogue. */
export const signaturesBlock = (): string => entries.map(entryBlock).join('\n\n');

function entryBlock(signature: Signature): string {
  const { code, title, meaning, versions, texts, confirm, sources } = signature;
  return [
    `### ${code}`,
    `*${plain(title)}*. ${plain(placeWords(signature))}`,
    plain(meaning),
    ...(versions ? [`Versions: ${plain(versions)}`] : []),
    ...(texts.length > 0 ? [`\`\`\`text\n${texts.map(({ example }) => example).join('\n')}\n\`\`\``] : []),
    `To confirm it:\n\n${confirm.map((step) => `- ${stepText(step)}`).join('\n')}`,
    `What to do, the least harmful first:\n\n${fixOf(signature)
      .map((step) => `- ${stepText(step)}`)
      .join('\n')}`,
    `From: ${sources.map((source) => `[${source.replace('https://', '')}](${sourceAddress(source)})`).join(', ')}`,
  ].join('\n\n');
}

/** A command as code with its remark behind it; a sentence as it is. */
function stepText(step: string): string {
  const [command = '', remark] = step.split(/ {3}# /);
  if (remark !== undefined) return `\`${command}\`: ${plain(remark)}`;
  return /^kubectl /.test(step) ? `\`${step}\`` : plain(step);
}

/** Markdown takes none of it for its own signs. */
const plain = (text: string) => text.replace(/[\\`*_<>[\]|]/g, String.raw`\$&`);
