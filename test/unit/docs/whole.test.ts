import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { read } from './documents.ts';

it('npm run test:whole has every file that takes a sample', () => {
  const files = readdirSync('test/unit', { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.test.ts') && /from '.*\/sampled\.ts'/.test(readFileSync(`test/unit/${file}`, 'utf8')),
    )
    .map((file) => file.replace('.test.ts', ''));
  const { scripts } = JSON.parse(read('package.json'));
  expect(scripts['test:whole'].split(' --project unit ')[1].split(' ')).toEqual(files.toSorted());
});
