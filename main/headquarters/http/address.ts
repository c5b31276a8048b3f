import { isIP, type AddressInfo } from "node:net";
import type { HeadquartersOptions } from "../port.ts";

/** Where stations reach this server: the first of its names, else the address it listens on. */
export function urlOf(
  address: AddressInfo | string | null,
  { names = [], host = "127.0.0.1" }: HeadquartersOptions,
): string {
  if (address === null || typeof address === "string") {
    throw new Error("server does not listen on a port");
  }
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = names[0] ?? (everywhere ? "localhost" : host);
  return `https://${isIP(name) === 6 ? `[${name}]` : name}:${address.port}`;
}
