import { it } from 'vitest';
import { describeFaults, withEveryChange } from './support/fault-scenarios.ts';
import { faultTable } from './support/fault-table.ts';

const chosen = faultTable.filter(withEveryChange);
describeFaults(chosen);

it('the other faults', (context) =>
  context.skip(
    `${faultTable.length - chosen.length} of the ${faultTable.length} take too long here: npm run test:faults`,
  ));
