import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { lab, nodeCommand, onNode, packages } from './the-lab.ts';

/** Where its configuration is on the node. */
const folder = '/run/lab-sshd';

export interface Ssh extends AsyncDisposable {
  /** What leads the plugin onto the node, as root. */
  readonly flags: readonly string[];
}

/**
 * A real sshd on the node, one a connection, and a real ssh to it. It is reached through the lab's own way onto the node
 * in place of a port, which not every mode would lead to.
 */
export async function sshToNode(): Promise<Ssh> {
  // the virtual machine has one
  if (!lab.mode.startsWith('modern')) await packages('ssh');
  const keys = mkdtempSync(join(tmpdir(), 'lab-ssh-'));
  const key = async (name: string) => {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, name)]);
    return (file: string) => readFileSync(join(keys, `${name}${file}`), 'utf8');
  };
  const [host, user] = await Promise.all([key('host'), key('user')]);
  const configuration = [
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    ...['StrictModes no', 'UsePAM no', 'PidFile none', 'PermitRootLogin yes', 'PasswordAuthentication no'],
  ].join('\n');
  const files = { host: host(''), authorized: user('.pub'), configuration: `${configuration}\n` };
  await onNode(['mkdir', '-p', '-m', '700', folder, '/run/sshd']);
  for (const [name, text] of Object.entries(files)) {
    await onNode(['sh', '-c', `umask 077; printf %s "$1" >${folder}/${name}`, 'write', text]);
  }
  const proxy = [...nodeCommand, '/usr/sbin/sshd', '-i', '-f', `${folder}/configuration`].join(' ');
  const options = [
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    `ProxyCommand=env LAB_DIR=${lab.dir} ${proxy}`,
  ];
  return {
    flags: [
      `--ssh-command=ssh -F none -i ${join(keys, 'user')} ${options.map((option) => `-o '${option}'`).join(' ')}`,
      '--ssh-target=root@node',
    ],
    async [Symbol.asyncDispose]() {
      await onNode(['rm', '-rf', folder]);
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
