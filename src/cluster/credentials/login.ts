import { isDeepStrictEqual } from 'node:util';
import { limits } from '../../limits.ts';
import { orAborted } from '../../or-aborted.ts';
import type { Connections } from '../connection/connections.ts';
import type { Credentials } from './credentials.ts';

/** What a request shows to prove who we are, and the connections that it takes. */
export interface Access {
  readonly headers: Credentials['headers'];
  readonly connections: Connections;
}

interface Known {
  readonly credentials: Credentials;
  readonly access: Access;
}

/** Credentials that are asked for again. */
interface Renewal {
  readonly access: Promise<Access>;
  readonly stop: AbortController;
  /** Requests that need it. */
  waiting: number;
}

/** Who we are, for as long as a run lasts: some credentials are good for minutes only. */
export class Login {
  #known: Known;
  #renewal: Renewal | null = null;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  readonly #ask: (signal: AbortSignal) => Promise<Credentials>;
  readonly #connectionsWith: (credentials: Credentials) => Connections;

  /**
   * @param ask reads, or asks for, the credentials again, until the signal fires
   * @param connectionsWith a client certificate belongs to its connections
   */
  constructor(
    credentials: Credentials,
    ask: (signal: AbortSignal) => Promise<Credentials>,
    connectionsWith: (credentials: Credentials) => Connections,
  ) {
    const { headers } = credentials;
    this.#known = { credentials, access: { headers, connections: connectionsWith(credentials) } };
    this.#ask = ask;
    this.#connectionsWith = connectionsWith;
  }

  /**
   * What is good now, renewed where its time is over.
   * @throws the Problem of a credential plugin that fails, or the signal's reason
   */
  async access(signal: AbortSignal): Promise<Access> {
    signal.throwIfAborted();
    const { credentials, access } = this.#known;
    return Date.now() < credentials.renewAtMs ? access : this.#renew(signal);
  }

  /** Another one than the server has just refused; null where there is none. */
  async accessInstead(refused: Access, signal: AbortSignal): Promise<Access | null> {
    if (refused === this.#known.access && this.#renewal === null) {
      const { kind } = this.#known.credentials;
      // who refuses everything does not make us ask again and again
      if (kind === 'lasting' || performance.now() < this.#refusedAtMs + limits.renewalPauseMs) return null;
      this.#refusedAtMs = performance.now();
      await this.#renew(signal).catch((error: unknown) => {
        // whoever gave up has not found out
        if (signal.aborted) this.#refusedAtMs = Number.NEGATIVE_INFINITY;
        throw error;
      });
    } else if (this.#renewal) await this.#renew(signal);
    const { access } = this.#known;
    return access === refused ? null : access;
  }

  /** Requests side by side share one renewal, which ends when none waits for it any more. */
  async #renew(signal: AbortSignal): Promise<Access> {
    this.#renewal ??= this.#begun();
    const renewal = this.#renewal;
    renewal.waiting++;
    try {
      return await orAborted(signal, renewal.access);
    } finally {
      renewal.waiting--;
      if (renewal.waiting === 0) {
        if (this.#renewal === renewal) this.#renewal = null;
        renewal.stop.abort(new Error('nobody waits for it any more'));
      }
    }
  }

  #begun(): Renewal {
    const stop = new AbortController();
    return { access: this.#renewed(stop.signal), stop, waiting: 0 };
  }

  async #renewed(signal: AbortSignal): Promise<Access> {
    const before = this.#known;
    const credentials = await this.#ask(signal).catch((error: unknown) => {
      // as client-go: a token file that cannot be read for a moment is no reason to forget what it held
      if (before.credentials.kind !== 'token-file') throw error;
      return { ...before.credentials, renewAtMs: Date.now() + limits.tokenFileMs };
    });
    this.#known = { credentials, access: this.#accessWith(credentials, before) };
    return this.#known.access;
  }

  /** What is the same stays the same object. */
  #accessWith(credentials: Credentials, before: Known): Access {
    const { clientCertificate, clientKey, headers } = credentials;
    const old = before.credentials;
    const sameCertificate = clientCertificate === old.clientCertificate && clientKey === old.clientKey;
    if (sameCertificate && isDeepStrictEqual(headers, old.headers)) return before.access;
    return {
      headers,
      connections: sameCertificate ? before.access.connections : this.#connectionsWith(credentials),
    };
  }
}
