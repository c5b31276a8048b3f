import type { KeyStore } from "../port.ts";
import type { SafeStoragePart } from "./parts.ts";

/** Back ends that keep the key next to what it protects, or nobody knows where. */
const worthless = new Set(["basic_text", "unknown"]);

/**
 * The key store of the platform, for keys at rest.
 *
 * @returns `null` where there is none worth the name. Ask only once Electron is ready.
 */
export function openKeyStore(safeStorage: SafeStoragePart, platform: NodeJS.Platform): KeyStore | null {
  if (!safeStorage.isEncryptionAvailable()) {
    return null;
  }
  const name = platform === "linux" ? safeStorage.getSelectedStorageBackend() : nameOf(platform);
  if (worthless.has(name)) {
    return null;
  }
  return {
    name,
    wrap: (secret) => new Uint8Array(safeStorage.encryptString(Buffer.from(secret).toString("base64"))),
    unwrap: (wrapped) => new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(wrapped)), "base64")),
  };
}

function nameOf(platform: NodeJS.Platform): string {
  return platform === "win32" ? "dpapi" : "keychain";
}
