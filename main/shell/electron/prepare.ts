import { guardBootstrap, type Bootstrap } from "../../seal/index.ts";
import type { ElectronParts, SchemeRule } from "./parts.ts";

const privileges: SchemeRule["privileges"] = {
  standard: true,
  secure: true,
  stream: false,
  supportFetchAPI: false,
  corsEnabled: false,
  bypassCSP: false,
  allowServiceWorkers: false,
  codeCache: false,
  allowExtensions: false,
};

/** The interface's scheme serves files; the vault's also streams and answers its own page's `fetch`. */
export const schemes: SchemeRule[] = [
  { scheme: "app", privileges },
  { scheme: "vault", privileges: { ...privileges, stream: true, supportFetchAPI: true } },
];

const switches: readonly (readonly [name: string, value?: string])[] = [
  ["disable-background-networking"],
  ["disable-breakpad"],
  ["disable-component-update"],
  ["disable-domain-reliability"],
  ["disable-features", "HardwareMediaKeyHandling,MediaSessionService,MediaRouter,NetworkTimeServiceQuerying"],
  ["disable-gpu-shader-disk-cache"],
  ["disk-cache-size", "1"],
  ["force-webrtc-ip-handling-policy", "disable_non_proxied_udp"],
  ["host-resolver-rules", "MAP * ~NOTFOUND"],
  ["no-pings"],
  ["webrtc-ip-handling-policy", "disable_non_proxied_udp"],
];

/** What `prepareElectron` says when this program runs already. */
export const anotherStation = "another station is running";

/**
 * Everything that must be settled before Electron is ready, in this order: judge how we were started,
 * sandbox every renderer, close the network, name our schemes.
 *
 * @returns what speaks against starting, in words for the technical log; empty means: go on.
 */
export function prepareElectron(
  { app, protocol }: Pick<ElectronParts, "app" | "protocol">,
  start: Pick<Bootstrap, "argv" | "environment" | "platform">,
): string[] {
  const findings = guardBootstrap({
    ...start,
    isPackaged: app.isPackaged,
    hasSwitch: (name) => app.commandLine.hasSwitch(name),
  });
  if (findings.length > 0) {
    return findings;
  }
  app.enableSandbox();
  for (const [name, value] of switches) {
    app.commandLine.appendSwitch(name, value);
  }
  protocol.registerSchemesAsPrivileged(schemes);
  return app.requestSingleInstanceLock() ? [] : [anotherStation];
}
