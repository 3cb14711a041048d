import type { RecordOf } from '../records/record.ts';

type Refused = RecordOf<'refused'>;

const whats: Readonly<Record<Refused['what'], (name: string) => string>> = {
  daemon: (name) => `a process called ${name}`,
  shim: (name) => `the shim of process ${name}`,
  runtime: (name) => `the runtime ${name}`,
  program: (name) => `the program ${name}`,
  bundle: (name) => `the bundle ${name}`,
  state: (name) => `the runtime's record ${name}`,
  socket: (name) => `the socket in ${name}`,
  folder: (name) => `the folder ${name}`,
  process: (name) => `process ${name}`,
};

const reasons: Readonly<Record<Refused['why'], string>> = {
  user: 'it is not of the user root',
  container: 'it runs in a container',
  'mount-namespace': "it is not in the node's mount namespace",
  program: "its program is not the node's",
  owner: 'it, or a folder above it, is not owned by root',
  writable: 'others than root may write it, or a folder above it',
  path: 'it is not there',
  name: 'no runtime has that name',
  waiting: 'it keeps whoever asks the kernel for it waiting',
  ambiguous: 'another socket is listed in its place',
};

/** What somebody who is not the node's root may have put there, and which was left aside for that. */
export const notBelieved = (refused: readonly Refused[]): readonly string[] =>
  refused.map(({ what, name, why }) => `${whats[what](name)} was left aside: ${reasons[why]}`);
