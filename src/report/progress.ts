import { cleanLine } from '../model/clean-text.ts';
import { seconds } from './outcome-text.ts';
import { glyphs, palette, type RenderOptions } from './render-options.ts';
import { breakLine } from './wrap.ts';

/** What the run does at the moment, a line a stage; made for stderr. */
export interface Progress {
  /** Ends the stage before and begins the next. */
  stage(text: string): void;
  /** The same of what is waited for below the report: on a terminal it leaves no line. */
  waiting(text: string): void;
  /** A line of its own, beside the stages. */
  notice(text: string): void;
  /** What is drawn below the stage that runs, again and again until it ends; without a terminal nothing is. */
  watch(lines: (options: RenderOptions) => readonly string[]): void;
  /** Ends the stage that runs; what is watched stays, or is printed where nothing could be drawn. */
  leave(): void;
  /** Ends the last stage; the terminal is as it was. Harmless when repeated. */
  end(): void;
}

export interface ProgressTerminal {
  readonly write: (text: string) => void;
  /** Whether a line can be drawn again: false for files and for dumb terminals. */
  readonly isTTY: boolean;
  readonly color: boolean;
  /** Whether its character set is UTF-8. */
  readonly unicode: boolean;
  /** Milliseconds, of any clock that only goes forward. */
  readonly now: () => number;
  /** Columns; a spinner that wraps could not be erased. */
  readonly width: number;
}

const frames = ['|', '/', '-', '\\'];
const frameMs = 120;
const eraseLine = '\r\x1b[K';
/** Shorter stages are told without their time. */
const worthTellingMs = 1000;

/** Without a terminal: each stage and notice as a plain line at once, nothing else. */
export function createProgress(terminal: ProgressTerminal): Progress {
  return terminal.isTTY ? spinner(terminal) : lines(terminal);
}

const nothing: Parameters<Progress['watch']>[0] = () => [];

function lines({ write, ...terminal }: ProgressTerminal): Progress {
  const options = optionsFor(terminal);
  const line = (text: string) => write(`${cleanLine(text)}\n`);
  let watched = nothing;
  return {
    stage(text) {
      watched = nothing;
      line(text);
    },
    waiting: line,
    notice: line,
    watch(asked) {
      watched = asked;
    },
    leave() {
      for (const text of watched(options)) write(`${text}\n`);
      watched = nothing;
    },
    end() {},
  };
}

const optionsFor = ({
  color,
  unicode,
  width,
}: Pick<ProgressTerminal, 'color' | 'unicode' | 'width'>): RenderOptions => ({
  ...{ width, palette: palette(color), glyphs: glyphs(unicode) },
});

function spinner({ write, color, unicode, now, width }: ProgressTerminal): Progress {
  const { dim } = palette(color);
  const options = optionsFor({ color, unicode, width });
  let running: { text: string; since: number; timer: NodeJS.Timeout; leavesLine: boolean } | null = null;
  let watched = nothing;
  let below = 0;
  const erase = () => (below === 0 ? eraseLine : `\x1b[${below}A${eraseLine}\x1b[J`);
  const elapsed = (since: number) => (now() - since < worthTellingMs ? '' : ` ${seconds(now() - since)}`);

  const draw = () => {
    if (running === null) return;
    const frame = frames[Math.floor((now() - running.since) / frameMs) % frames.length];
    const [shown = ''] = breakLine(`${frame} ${running.text}${elapsed(running.since)}`, width - 1);
    const lines = watched(options);
    write(erase() + [dim(shown), ...lines].join('\n'));
    below = lines.length;
  };
  const end = () => {
    if (running === null) return;
    clearInterval(running.timer);
    write(erase() + (running.leavesLine ? `${running.text}${dim(elapsed(running.since))}\n` : ''));
    running = null;
    below = 0;
    watched = nothing;
  };
  const begin = (text: string, leavesLine: boolean) => {
    end();
    // Not a reason to keep the process alive.
    running = { text: cleanLine(text), since: now(), timer: setInterval(draw, frameMs).unref(), leavesLine };
    draw();
  };
  return {
    stage: (text) => begin(text, true),
    waiting: (text) => begin(text, false),
    notice(text) {
      write(`${running === null ? '' : erase()}${cleanLine(text)}\n`);
      below = 0;
      draw();
    },
    watch(lines) {
      watched = lines;
      draw();
    },
    leave() {
      const lines = running === null ? [] : watched(options);
      end();
      for (const text of lines) write(`${text}\n`);
    },
    end,
  };
}
