import { checkOutputPath } from '../bundle/output-path.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { Report } from '../model/report.ts';
import { printReport } from './print-report.ts';

type Delivery = Pick<DiagnoseInvocation, 'output' | 'redact' | 'color' | 'bundle'>;

export interface DeliveryOptions {
  /** Tells the user something beside the report. */
  readonly notice: (text: string) => void;
  /** The debug pod's, as YAML and for others to read; asked for where it is needed. */
  readonly manifest?: () => Promise<string | null>;
}

/** Before anything is done: can it be delivered? */
export const checkDelivery = ({ bundle }: Delivery): void => checkOutputPath(bundle);

/**
 * Prints the report, then writes the bundle where one is wanted.
 * @throws Problem where the bundle cannot be written; the report is printed then all the same
 */
export async function deliverReport(
  process: NodeJS.Process,
  invocation: Delivery,
  report: Report,
  { notice, manifest = async () => null }: DeliveryOptions,
): Promise<void> {
  await printReport(process, invocation, report);
  const { bundle } = invocation;
  if (bundle === null) return;
  const { saveBundle } = await import('../bundle/save-bundle.ts');
  await saveBundle(bundle, report, { manifest: await manifest(), nodeVersion: process.versions.node });
  notice(
    `Wrote ${bundle}. Look through it before you send it: its README.txt says what was redacted, and what was not.`,
  );
}
