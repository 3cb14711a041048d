import { columnOf, type Observation } from '../../evidence/observation.ts';
import type { Detection } from '../entry.ts';

/** An exec brings more on its standard output than /bin/echo was told; whose words these are is not known, and they are not quoted. */
export function moreOutput({ probes }: Pick<Observation, 'probes'>): readonly Detection[] {
  const [target, control] = (['target', 'control'] as const).map((subject) =>
    columnOf(probes, subject).filter(({ outcome }) => outcome.kind === 'ok' && outcome.more !== undefined),
  );
  const lowest = target?.at(-1);
  if (!target || !lowest) return [];
  const ofBoth = control?.some(({ name }) => name === lowest.name) === true;
  const names = list.format(target.map(({ name }) => name));
  return [
    {
      summary: `With the word came more on standard output, by ${names}${
        ofBoth
          ? `, for the control as well: it is added at ${lowest.name} or below`
          : `: by what is called /bin/echo there, or at ${lowest.name} or below`
      }.`,
      evidence: [],
    },
  ];
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
