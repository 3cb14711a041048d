/** A word that what users read does not use, and what it uses instead. */
export interface AvoidedWord {
  readonly word: string;
  readonly instead: string;
  readonly pattern: RegExp;
}

/** The word list of docs/messages.md. */
export const avoidedWords: readonly AvoidedWord[] = [
  {
    word: 'a program is asked, asks',
    instead: 'is probed, queried, contacted; requests. Ask people only',
    pattern: /(?<![\w/])(?:asked|asks)\b/,
  },
  {
    word: 'tell, told',
    instead: 'report, say, show, print; but "nothing tells them apart"',
    pattern: /\btold\b|\btells?\b(?!(?: [\w/]+){1,8} apart)/,
  },
  {
    word: 'whose it is',
    instead: 'owner; "a pod whose node is down" is fine',
    pattern: /\bwhose (?:it|they|that)\b|Whose\b/,
  },
  { word: 'hit', instead: 'affected; a limit is reached', pattern: /(?<!-)\bhits?\b/i },
  { word: 'accuse', instead: 'suspect, name; "counts against no layer"', pattern: /\baccus(?:e|ation|ing)/i },
  { word: 'acquit', instead: 'rule out', pattern: /\bacquit/i },
  { word: 'mend, heal', instead: 'fix, repair', pattern: /\bmend|\bheal(?!th)/i },
  { word: 'is not to be had', instead: 'is not available, did not arrive', pattern: /\bbe had\b/ },
  {
    word: 'of its own',
    instead: 'its own, a separate',
    pattern: /\bof (?:its|their|your) own(?=[^\w ]|$| (?:and|for|in|below|to|with|which|that|from|on|of|by|is)\b)/,
  },
  { word: 'hand on', instead: 'pass on', pattern: /\bhand(?:s|ed)? on\b/ },
  { word: 'come about', instead: 'succeed, be established', pattern: /\bcom(?:e|es|ing) about\b/ },
  { word: 'go by it', instead: 'rely on, act on', pattern: /\bgo(?:es)? by (?:it|that|the|its|what)\b/i },
  { word: 'bear out', instead: 'confirm', pattern: /\b(?:bears?|bore|borne)(?: \w+)? out\b/ },
  { word: 'nothing parts them', instead: 'nothing tells them apart', pattern: /\bparts (?:them|it)\b/ },
  { word: 'in place of', instead: 'instead of', pattern: /\bin (?:the |its )?place of\b/ },
  {
    word: ', for it is (a reason)',
    instead: 'because it is',
    pattern: /, for (?:it|they|there|nobody|nothing|that) (?:is|are|was|has|have|does|do|can|may|would)\b/,
  },
  { word: 'for want of', instead: 'for lack of', pattern: /\bwant of\b/ },
  { word: 'in so many words', instead: 'explicitly', pattern: /\bin so many words\b/ },
  { word: 'sick', instead: 'broken, faulty', pattern: /\bsick\b/ },
  { word: 'nobody listens, answers', instead: 'nothing listens, answers', pattern: /\bnobody (?:listens|answers)\b/i },
];

/** The word list as a table of Markdown. */
export function wordsBlock(): string {
  const rows = avoidedWords.map(({ word, instead }) => `| ${word} | ${instead} |`);
  return ['| not | but |', '| --- | --- |', ...rows].join('\n');
}

/** The words of a text that the list has, with what stands around each. */
export const avoidedIn = (text: string): readonly string[] =>
  avoidedWords.flatMap(({ pattern, word }) => {
    const found = pattern.exec(text);
    return found ? [`${word}: …${text.slice(Math.max(0, found.index - 40), found.index + 40)}…`] : [];
  });
