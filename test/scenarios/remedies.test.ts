import { it } from 'vitest';
import { remedies } from './support/remedies.ts';
import { describeRemedies } from './support/remedy-scenarios.ts';

const chosen = remedies.filter(({ everyChange }) => everyChange);
describeRemedies(chosen);

it('the other remedies', (context) =>
  context.skip(`${remedies.length - chosen.length} of the ${remedies.length} take too long here: npm run test:faults`));
