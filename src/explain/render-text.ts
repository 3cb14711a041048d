import { prose } from '../report/table/paragraph.ts';
import { wrapWords } from '../report/wrap.ts';
import { signatureOf } from '../signatures/catalogue.ts';
import { type Match, signaturesIn } from '../signatures/match-text.ts';
import { renderEntry } from './render-entry.ts';
import { codeAndTitle, twoColumns } from './render-list.ts';
import { lastSpeaker, type Unfolded, unfold } from './unfold.ts';

const column = 32;

/** What an error text says: whose words are in it, and which known failures have them. */
export function renderText(text: string, width: number): string[] {
  return [...renderUnfolded(unfold(text), width), '', ...renderMatches(knownIn(text), width)];
}

/** A text that was pasted may have been broken in the middle of a line. */
function knownIn(text: string): readonly Match[] {
  const matches = signaturesIn(text);
  return matches.length > 0 ? matches : signaturesIn(text.replace(/\s+/g, ' '));
}

function renderUnfolded(unfolded: Unfolded, width: number): string[] {
  const { parts, complaint, classless } = unfolded;
  if (parts.length === 0) return prose('Nothing in it tells which layer wrote it.', width).map((line) => line.trim());
  const last = lastSpeaker(unfolded);
  return [
    'Who handed on whose words, from the outside in:',
    ...parts.flatMap(({ by, text }) => twoColumns(`  ${by.name}`, text, column, width)),
    ...twoColumns('  complains of', complaint || '(nothing)', column, width),
    '',
    ...prose(
      last?.tells ?? 'Only carriers between two layers are known in it, so either of the two may have said it.',
      width,
    ),
    ...(classless
      ? prose(
          'The word unknown at its end is the class that containerd gives to errors without one; it means nothing.',
          width,
        )
      : []),
  ];
}

function renderMatches(matches: readonly Match[], width: number): string[] {
  const [likeliest, ...others] = matches.map(({ code }) => signatureOf(code));
  if (!likeliest) {
    return wrapWords(
      'No known failure has this text. Where exec breaks, kubectl exec-doctor TYPE/NAME finds out by asking each layer; the known failures: kubectl exec-doctor explain',
      width,
    );
  }
  return [
    others.length > 0 ? 'Known failures with this text, the likeliest first:' : 'A known failure has this text:',
    ...[likeliest, ...others].flatMap((entry) => codeAndTitle(entry, width)),
    '',
    ...renderEntry(likeliest, width),
    ...(others.length > 0 ? ['', 'The others: kubectl exec-doctor explain CODE'] : []),
  ];
}
