import { base64, type Form, hex } from './invented.ts';

const plain = base64('\0me\0hunter2');

/** What protocols send. */
export const protocols: readonly Form[] = [
  ['Redis', 'AUTH hunter2', 'hunter2', 'AUTH'],
  ['Redis with a user', '127.0.0.1:6379> AUTH me hunter2', 'hunter2', 'AUTH me'],
  ['Redis, as MONITOR has it', '1700.1 [0 127.0.0.1:1] "AUTH" "hunter2"', 'hunter2', '"AUTH"'],
  ['Redis, as MONITOR has it, with a user', '1700.1 [0 127.0.0.1:1] "AUTH" "me" "hunter2"', 'hunter2', '"me"'],
  ['Redis, by its client', 'redis-cli -h db AUTH hunter2', 'hunter2', '-h db'],
  ['SMTP', `C: AUTH PLAIN ${plain}\nS: 235 ok`, plain, 'S: 235 ok'],
  ['SMTP, the other way', 'AUTH LOGIN aHVudGVyMg==', 'aHVudGVyMg', 'AUTH LOGIN'],
  ['IMAP', `a1 AUTHENTICATE PLAIN ${plain}`, plain, 'AUTHENTICATE PLAIN'],
  ['TLS', `CLIENT_RANDOM ${hex(64)} ${hex(96)}`, hex(96), 'CLIENT_RANDOM'],
  ['TLS 1.3', `SERVER_HANDSHAKE_TRAFFIC_SECRET ${'ab'.repeat(32)} ${hex(64)}`, hex(64), 'SERVER_HANDSHAKE'],
  ['Redis 6', 'HELLO 3 AUTH me hunter2', 'hunter2', 'HELLO 3 AUTH me'],
  ["Redis' rules of access", 'ACL SETUSER me on >hunter2 ~* +@all', 'hunter2', '+@all'],
];
