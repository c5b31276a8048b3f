/** The two origins a window may ever load from, without a trailing slash. */
export interface Origins {
  readonly interface: string;
  readonly vault: string;
}

/** Origins under Electron: schemes of our own, which no network can answer. */
export const schemeOrigins: Origins = { interface: "app://vitrine", vault: "vault://picture" };

/** Origins under a stock browser: names that no resolver may answer (RFC 6761), fulfilled in-process. */
export const invalidOrigins: Origins = {
  interface: "https://app.vitrine.invalid",
  vault: "https://vault.vitrine.invalid",
};

/** Scheme, host and port of an address as it is written, because `URL.origin` is opaque for our own schemes. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null || url.host === "" ? null : `${url.protocol}//${url.host}`;
}
