import { FuseV1Options, FuseVersion, type FuseConfig } from "@electron/fuses";
import type { Edition } from "../formats/installation.ts";

/**
 * Every fuse of Electron, set on purpose: a fuse that a later Electron adds ends the packaging until somebody has decided it.
 *
 * Only the end-to-end edition may be driven from outside, over `--inspect`; its releases have another key.
 */
export function fusesOf(edition: Edition): FuseConfig {
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // The signed program is no Node for whoever sets a variable.
    [FuseV1Options.RunAsNode]: false,
    // There are no cookies; on Linux it would touch a keyring.
    [FuseV1Options.EnableCookieEncryption]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: edition === "end-to-end",
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    // No folder `resources/app` beside the archive wins over it.
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
  };
}
