import type { Report } from '../../model/report.ts';
import { cleanReport, cleanReportToASCII } from '../clean-report.ts';
import { glyphs, palette, type RenderOptions, type TableOptions } from '../render-options.ts';
import { callChain } from './call-chain.ts';
import { evidenceBlock } from './evidence-block.ts';
import { setting } from './header.ts';
import { matrixBlock } from './matrix-block.ts';
import { stacksBlock } from './stacks-block.ts';
import { summaryBlock } from './summary-block.ts';
import { userCommandBlock } from './user-command-block.ts';
import { helpBlock, verdictBlock } from './verdict-block.ts';

/** Narrower terminals are treated as if they were so wide: below, the matrix has no room for commands. */
const minWidth = 60;

/** All of the report for a person at a terminal, with a line feed at its end. */
export function renderTable(report: Report, { width, color, unicode }: TableOptions): string {
  const cleaned = unicode ? cleanReport(report) : cleanReportToASCII(report);
  const options: RenderOptions = {
    width: Math.max(width, minWidth),
    palette: palette(color),
    glyphs: glyphs(unicode),
  };
  const blocks = [
    summaryBlock(cleaned, options),
    setting(cleaned, options.width),
    matrixBlock(cleaned, options),
    callChain(cleaned, options),
    verdictBlock(cleaned, options),
    evidenceBlock(cleaned, options.width),
    stacksBlock(cleaned.stacks, options.width),
    helpBlock(cleaned, options.width),
    userCommandBlock(cleaned.command, options.width),
  ];
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;
}
