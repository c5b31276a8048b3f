import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";

const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** Seals and opens small secrets under the master key of headquarters (AES-256-GCM). */
export interface Secrets {
  /** Binds the secret to `name`: under another name it does not open. */
  seal(name: string, secret: Uint8Array): Uint8Array;
  /** @throws when the bytes were altered or belong to another name. */
  open(name: string, sealed: Uint8Array): Uint8Array;
  /** Reads the secret kept in `<name>.sealed`, making and keeping one on the first start. */
  keep(name: string, make: () => Uint8Array): Uint8Array;
  /** Lends the master key to be split into shares. */
  shareMaster<T>(use: (master: Uint8Array) => Promise<T>): Promise<T>;
  /** How many sealed secrets a key opens; `null` unless it opens them all. Changes nothing. */
  opensWith(key: Uint8Array): number | null;
}

/**
 * Opens the secrets of the folder, making the master key on the first start.
 *
 * `master.key` is readable by its owner only; a key store of the platform may take its place. All
 * other secrets of headquarters lie on disk only sealed under it (rule R3).
 *
 * @throws when others may read the master key: the secrets are then not what they claim.
 */
export function openSecrets(folder: string): Secrets {
  const file = join(folder, "master.key");
  if (!existsSync(file)) {
    writeOnce(file, randomBytes(keyBytes));
  }
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    throw new Error("master key is readable by others");
  }
  const master = readFileSync(file);
  if (master.length !== keyBytes) {
    throw new Error("master key has the wrong length");
  }

  return {
    seal: (name, secret) => sealUnder(master, name, secret),
    open: (name, sealed) => openUnder(master, name, sealed),
    keep(name, make) {
      const kept = join(folder, `${name}${ending}`);
      if (!existsSync(kept)) {
        writeOnce(kept, sealUnder(master, name, make()));
      }
      return openUnder(master, name, readFileSync(kept));
    },
    shareMaster: (use) => use(new Uint8Array(master)),
    opensWith: (key) => sealedOpenedBy(folder, key),
  };
}

const ending = ".sealed";

/** How many sealed secrets of a folder a master key opens; `null` when there is none, or one that it does not open. */
export function sealedOpenedBy(folder: string, master: Uint8Array): number | null {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  try {
    for (const name of names) {
      openUnder(master, name.slice(0, -ending.length), readFileSync(join(folder, name))).fill(0);
    }
  } catch {
    return null;
  }
  return names.length === 0 ? null : names.length;
}

/**
 * Puts a master key back where it is missing, after it has opened everything sealed.
 *
 * @returns what was wrong, or the number of secrets that open again.
 */
export function restoreMaster(folder: string, master: Uint8Array): number | "key-present" | "not-this-headquarters" {
  const file = join(folder, "master.key");
  if (existsSync(file)) {
    return "key-present";
  }
  const opened = sealedOpenedBy(folder, master);
  if (opened === null) {
    return "not-this-headquarters";
  }
  writeOnce(file, master);
  return opened;
}

function sealUnder(master: Uint8Array, name: string, secret: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", master, nonce);
  cipher.setAAD(associatedData(name));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

function openUnder(master: Uint8Array, name: string, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", master, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(associatedData(name));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]));
}

function associatedData(name: string): Uint8Array {
  return Buffer.from(`vitrine/headquarters/v1\0${name}`, "utf8");
}

function writeOnce(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, "wx", 0o600);
  writeSync(descriptor, bytes);
  fsyncSync(descriptor);
  closeSync(descriptor);
}
