import { type Form, hex } from './invented.ts';

/** What people and programs say of one. */
export const sentences: readonly Form[] = [
  ['a label', 'API Key: hunter2\nUser: me', 'hunter2', 'User: me'],
  ['a label of two words', 'Access Token: hunter2', 'hunter2', 'Access Token'],
  ['a label of three words', 'Secret Access Key: hunter2', 'hunter2', 'Secret Access Key'],
  ["Vault's keys", 'Unseal Key 1: hunter2\nUnseal Key 2: hunter3', ['hunter2', 'hunter3'], 'Unseal Key 2'],
  ["Vault's root token", 'Initial Root Token: hunter2', 'hunter2', 'Initial Root Token'],
  ['in the middle of a line', 'got api key: hunter2 for me', 'hunter2', 'for me'],
  ['before a comma', 'the access token: hunter2, of me', 'hunter2', 'of me'],
  ["kubeadm's", `[bootstrap-token] Using token: abcdef.${hex(16)}`, hex(16), 'Using token'],
  ['a password is', 'the password is hunter2, I think', 'hunter2', 'I think'],
  ['a password is a word', 'the root password is swordfish.', 'swordfish', 'the root'],
  ['a token is', 'your token is: hunter2', 'hunter2', 'your token is'],
  ['a secret was, in quotes', 'the secret was "correct horse" then', ['correct', 'horse'], 'then'],
  ['in quotes', 'unauthorized: user "me" password "hunter2" of h', 'hunter2', 'of h'],
  ['with a password', 'using password hunter2 for me', 'hunter2', 'for me'],
  ['a password for somebody', 'Enter password for user me: hunter2\nok', 'hunter2', 'ok'],
  ['a password for a place', "Password for 'https://git.local': hunter2", 'hunter2', 'git.local'],
  [
    'a password that was made',
    'A temporary password is generated for root@localhost: hunt(er)2',
    'hunt',
    'root@localhost',
  ],
  ['a password that was set', 'password was changed to hunter2', 'hunter2', 'was changed'],
  ['a user and a pass', 'USER: me  PASS: hunter2', 'hunter2', 'USER: me'],
  ['an id that is a secret', 'consul acl bootstrap: SecretID: hunter2', 'hunter2', 'consul acl bootstrap'],
  ['with a slash', 'your token is: abc/DEF+123=', 'DEF+123', 'your token is'],
];
