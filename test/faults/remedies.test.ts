import { describe, it } from 'vitest';
import { remedies, withoutRemedy } from '../scenarios/support/remedies.ts';
import { describeRemedies } from '../scenarios/support/remedy-scenarios.ts';

// those that the scenarios have not
describeRemedies(remedies.filter(({ everyChange }) => !everyChange));

describe.each(Object.entries(withoutRemedy))('%s', (_fault, why) => {
  it('is healed by no command that could be pasted', (context) => context.skip(why));
});
