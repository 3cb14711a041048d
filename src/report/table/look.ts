import type { Palette } from '../color.ts';
import type { Glyphs } from '../glyphs.ts';

/** How everything in the table is drawn. */
export interface Look {
  readonly width: number;
  /** Whether commands and texts are shown whole. */
  readonly wide: boolean;
  readonly palette: Palette;
  readonly glyphs: Glyphs;
}
