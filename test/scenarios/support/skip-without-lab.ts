import { beforeEach } from 'vitest';
import { lab } from './the-lab.ts';

beforeEach((context) => {
  if (lab.missing) context.skip(lab.missing);
});
