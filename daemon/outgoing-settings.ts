/** How calls leave this machine: by which proxy, and whom to trust besides Node's own CA certificates. */

/** What the settings say about outgoing calls, as it is now: they can change at any time. */
export interface OutgoingSettings {
  current(): OutgoingValues;
}

export interface OutgoingValues {
  /** `http://host:port` of the proxy for https; null for none. */
  proxy: string | null;
  /** In the manner of `NO_PROXY`; null for none. */
  noProxy: string | null;
  /** PEM files with CA certificates to trust besides Node's own. */
  certificateAuthorityFiles: string[];
}
