import { describeFaults, withEveryChange } from '../scenarios/support/fault-scenarios.ts';
import { faultTable } from '../scenarios/support/fault-table.ts';

// those that the scenarios have not
describeFaults(faultTable.filter((row) => !withEveryChange(row)));
