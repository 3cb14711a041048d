/** kubectl's own flags that say which cluster is spoken to, and as whom; null where one was not given. */
export interface ConnectionFlags {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly cluster: string | null;
  readonly user: string | null;
  readonly as: string | null;
  readonly asGroup: readonly string[];
  readonly server: string | null;
  readonly token: string | null;
  readonly insecureSkipTlsVerify: boolean;
  /** Null: no limit, as kubectl's default. */
  readonly requestTimeoutMs: number | null;
}
