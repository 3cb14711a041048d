import type { RecordOf } from '../../../src/records/record.ts';

/** A process as the script records it; what is not named is nothing special. */
export const processRecord = (different: Partial<RecordOf<'process'>>): RecordOf<'process'> => ({
  r: 'process',
  name: 'containerd',
  pid: 100,
  state: 'S',
  start: 1000,
  role: 'daemon',
  of: '',
  parent: 1,
  threads: 10,
  waitsIn: '',
  stack: '',
  files: 20,
  filesMax: 1_048_576,
  frozenAt: '',
  ...different,
});
