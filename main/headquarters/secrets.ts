import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
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

  const seal: Secrets["seal"] = (name, secret) => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", master, nonce);
    cipher.setAAD(associatedData(name));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  };
  const open: Secrets["open"] = (name, sealed) => {
    const decipher = createDecipheriv("aes-256-gcm", master, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(associatedData(name));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]));
  };
  return {
    seal,
    open,
    keep(name, make) {
      const kept = join(folder, `${name}.sealed`);
      if (!existsSync(kept)) {
        writeOnce(kept, seal(name, make()));
      }
      return open(name, readFileSync(kept));
    },
  };
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
