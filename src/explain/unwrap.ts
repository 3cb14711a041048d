import { plainQuotes } from '../knowledge/match-text.ts';
import { type Speaker, wrappers } from './wrappers.ts';

/** What one speaker has put before the rest. */
interface Part {
  readonly by: Speaker;
  readonly text: string;
}

/** An error text taken apart: who handed on whose words. */
export interface UnwrappedError {
  /** From the outside in; empty where nobody is known. */
  readonly parts: readonly Part[];
  /** What the innermost one complains of. */
  readonly complaint: string;
  /** It ended in `: unknown`, the class that containerd gives to an error which has none. */
  readonly classless: boolean;
}

/** Takes an error apart; of several lines the one that has gone through most hands, the last of these. */
export function unwrap(text: string): UnwrappedError {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .map((line) => unwrapLine(plainQuotes(message(line))))
    .reduce((most, line) => (line.parts.length >= most.parts.length ? line : most), nothing);
}

/** The innermost one that is a layer, and not only a carrier; null where nobody is known. */
export function lastSpeaker({ parts }: UnwrappedError): Speaker | null {
  return parts.findLast(({ by }) => by.layer !== null)?.by ?? null;
}

const nothing: UnwrappedError = { parts: [], complaint: '', classless: false };

/** What a line of a log in JSON says. */
function message(line: string): string {
  if (!line.trimStart().startsWith('{')) return line;
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null) return line;
    const members = Object.entries(said).filter(([key]) => /^(msg|message|error|err|log)$/.test(key));
    const texts = members.map(([, value]) => value).filter((value) => typeof value === 'string');
    return texts.length === 0 ? line : texts.join(': ');
  } catch {
    return line;
  }
}

function unwrapLine(line: string): UnwrappedError {
  const found = wrappers
    .flatMap(({ by, pattern }) =>
      Array.from(line.matchAll(new RegExp(pattern, `${pattern.flags}g`)), ({ index, 0: { length } }) => ({
        by,
        start: index,
        end: index + length,
      })),
    )
    .sort((a, b) => a.start - b.start);
  const parts: Part[] = [];
  let end = 0;
  for (const wrapper of found) {
    if (wrapper.start < end) continue;
    add(parts, wrapper.by, line.slice(end, wrapper.start), line.slice(wrapper.start, wrapper.end));
    end = wrapper.end;
  }
  return { parts, ...withoutFrame(line.slice(end), parts) };
}

/** Words between two wrappers are those of the first one; before the first wrapper they are of nobody that is known. */
function add(parts: Part[], by: Speaker, between: string, text: string): void {
  const last = parts.at(-1);
  if (last) parts[parts.length - 1] = { by: last.by, text: last.text + between };
  else if (between.trim() !== '') parts.push({ by: unknown, text: between });
  const before = parts.at(-1);
  if (before?.by === by) parts[parts.length - 1] = { by, text: before.text + text };
  else parts.push({ by, text });
}

const unknown: Speaker = { name: '(not known)', layer: null, tells: '' };

/** Takes off what the wrapping has left behind the complaint: containerd's class, and quotes that were opened before. */
function withoutFrame(rest: string, parts: readonly Part[]): Pick<UnwrappedError, 'complaint' | 'classless'> {
  const frame = frameOf(rest);
  const complaint = rest.slice(0, rest.length - frame.length);
  const openedBefore = quotesIn(parts.map(({ text }) => text).join(''));
  const opensOne = quotesIn(complaint) % 2 === 1;
  const closed = opensOne && (openedBefore % 2 === 0 || frame.startsWith('"')) ? `${complaint}"` : complaint;
  return { complaint: closed, classless: frame.includes(': unknown') };
}

const frames = ['"', ': unknown', ' ', '\t', '\r'];

/** The quotes, classes and spaces at the end of a text. */
function frameOf(text: string): string {
  let end = text.length;
  for (;;) {
    const frame = frames.find((one) => text.endsWith(one, end));
    if (frame === undefined) return text.slice(end);
    end -= frame.length;
  }
}

const quotesIn = (text: string) => text.split('"').length - 1;
