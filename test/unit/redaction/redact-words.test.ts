import { expect, it } from 'vitest';
import { redactWords } from '../../../src/redaction/redact-words.ts';

it.each<[words: string, redacted: string]>([
  ['mysql --password hunter2 -h db', 'mysql --password [redacted] -h db'],
  ['mysql --password -h db', 'mysql --password -h db'],
  ['mysql --password=hunter2', 'mysql --password=[redacted]'],
  ['docker run -e a=b --env C=d x', 'docker run -e a=[redacted] --env C=[redacted] x'],
  ['docker run -e HOME x', 'docker run -e HOME x'],
  ['env A_B=c sh', 'env A_B=[redacted] sh'],
  ['curl -u me:secret http://h', 'curl -u me:[redacted] http://h'],
  ['runc exec --user 1000:1000 id', 'runc exec --user 1000:1000 id'],
  ['kubectl --token abc exec', 'kubectl --token [redacted] exec'],
  ['ctr -n moby tasks exec --exec-id x id /bin/echo n', 'ctr -n moby tasks exec --exec-id x id /bin/echo n'],
])('%s', (words, redacted) => expect(redactWords(words.split(' ')).join(' ')).toBe(redacted));
