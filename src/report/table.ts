import type { Report } from '../model/report.ts';
import { cleanReport, cleanReportToASCII } from './clean-report.ts';
import { palette } from './color.ts';
import { glyphs } from './glyphs.ts';
import { callChain } from './table/call-chain.ts';
import { evidenceBlock } from './table/evidence-block.ts';
import { glance } from './table/glance.ts';
import { setting } from './table/header.ts';
import { helpBlock } from './table/help-block.ts';
import { matrixBlock } from './table/matrix-block.ts';
import { stacksBlock } from './table/stacks-block.ts';
import { userCommandBlock } from './table/user-command-block.ts';
import { verdictBlock } from './table/verdict-block.ts';

/** Narrower terminals are treated as if they were so wide: below, the matrix has no room for commands. */
const minWidth = 60;

export interface TableOptions {
  /** Columns of the terminal; only commands to be copied may be wider. */
  readonly width: number;
  readonly color: boolean;
  /** Whether the matrix shows commands whole. */
  readonly wide: boolean;
  /** Whether the terminal's character set is UTF-8; otherwise the output is ASCII. */
  readonly unicode: boolean;
}

/** The report for a person at a terminal, with a line feed at its end. */
export function renderTable(report: Report, options: TableOptions): string {
  const cleaned = options.unicode ? cleanReport(report) : cleanReportToASCII(report);
  const look = {
    width: Math.max(options.width, minWidth),
    wide: options.wide,
    palette: palette(options.color),
    glyphs: glyphs(options.unicode),
  };
  const blocks = [
    glance(cleaned, look),
    setting(cleaned, look.width),
    matrixBlock(cleaned, look),
    callChain(cleaned, look),
    verdictBlock(cleaned, look),
    evidenceBlock(cleaned, look),
    stacksBlock(cleaned.stacks, look),
    helpBlock(cleaned, look.width),
    userCommandBlock(cleaned.command, look.width),
  ];
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;
}
