/** What a client of dockerd says where nobody answers at the socket, since 29 and before. */
export const dockerdNotReached = /(?:cannot connect to the docker daemon|failed to connect to the docker API)/i;
