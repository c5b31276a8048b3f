import type { Origins } from "./origins.ts";

export interface VaultAddress {
  readonly ticket: string;
  /** Starts with `/`. */
  readonly path: string;
}

const longestAddress = 512;
// Written-out characters only: no escape, dot segment, backslash or second slash survives this.
const vaultPath = /^\/([A-Za-z0-9_-]{1,64})(\/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)?)$/u;
const interfacePath = /^\/(?:index\.html|assets\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)?$/u;

/**
 * Reads an address on the vault's origin.
 *
 * Judged as it was written, before any parser could tidy it: `..`, `%2e`, user names, ports, queries
 * and fragments have no meaning here, and no path on disk is ever made from the result.
 *
 * @returns `null` for everything that is not `<vault origin>/<ticket>/<path>`.
 */
export function parseVaultAddress(address: string, origins: Origins): VaultAddress | null {
  const rest = restOf(address, origins.vault);
  const match = rest === null ? null : vaultPath.exec(rest);
  const [, ticket, path] = match ?? [];
  return ticket === undefined || path === undefined || path.includes("..") ? null : { ticket, path };
}

/** Path of one built file of the interface, or `null` for everything else on that origin. */
export function parseInterfaceAddress(address: string, origins: Origins): string | null {
  const rest = restOf(address, origins.interface);
  return rest !== null && interfacePath.test(rest) && !rest.includes("..") ? rest : null;
}

function restOf(address: string, origin: string): string | null {
  return address.length <= longestAddress && address.startsWith(`${origin}/`) ? address.slice(origin.length) : null;
}

/** What a request is for, and who asks. `null` where the runtime cannot name the frame. */
export interface RequestFacts {
  readonly address: string;
  readonly isMainFrame: boolean | null;
  readonly isNavigation: boolean;
}

/**
 * The request allow-list: the interface's files for the window's main frame, the vault's for a frame
 * inside it, and nothing else for anybody.
 *
 * @returns `null` when the request must not be answered.
 */
export function judgeRequest(
  { address, isMainFrame, isNavigation }: RequestFacts,
  origins: Origins,
): { readonly to: "interface"; readonly path: string } | ({ readonly to: "vault" } & VaultAddress) | null {
  if (isMainFrame === null || (isNavigation && !mayNavigate(address, isMainFrame, origins))) {
    return null;
  }
  const path = parseInterfaceAddress(address, origins);
  if (path !== null) {
    return isMainFrame ? { to: "interface", path } : null;
  }
  const vault = parseVaultAddress(address, origins);
  return vault === null || isMainFrame ? null : { to: "vault", ...vault };
}

/** Whether a frame may go there: the window only to the interface, a frame inside it only to a picture. */
export function mayNavigate(address: string, isMainFrame: boolean, origins: Origins): boolean {
  if (isMainFrame) {
    const path = parseInterfaceAddress(address, origins);
    return path === "/" || path === "/index.html";
  }
  return parseVaultAddress(address, origins)?.path === "/";
}

/** What is worth keeping of a refused address: never its path, which could carry what someone tries to get out. */
export function describeAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null) {
    return "unreadable";
  }
  const host = url.host.slice(0, 64);
  return host === "" ? url.protocol : `${url.protocol}//${host}`;
}
