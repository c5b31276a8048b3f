import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from "node:crypto";
import { Breach } from "../diagnostics/index.ts";
import { concatBytes, utf8 } from "../formats/bytes.ts";

/** Where sealed bytes lie. */
export interface ShelfRows {
  get(kind: string, id: string): Uint8Array | null;
  put(kind: string, id: string, sealed: Uint8Array): void;
  remove(kind: string, id: string): void;
  ids(kind: string): string[];
}

/** Small things that name persons (forms, directory, catalogue rows), kept sealed at rest (rule R3). */
export interface SealedShelf {
  get(kind: string, id: string): Uint8Array | null;
  put(kind: string, id: string, plain: Uint8Array): void;
  remove(kind: string, id: string): void;
  ids(kind: string): string[];
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals with AES-256-GCM under the station's key. The place on the shelf is associated data, so one
 * thing cannot be put in the place of another.
 *
 * @throws {Breach} from `get` when something on the shelf was altered.
 */
export function createSealedShelf(rows: ShelfRows, key: KeyObject): SealedShelf {
  return {
    ids: (kind) => rows.ids(kind),
    remove: (kind, id) => rows.remove(kind, id),
    put: (kind, id, plain) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(placeOf(kind, id));
      const body = concatBytes(cipher.update(plain), cipher.final());
      rows.put(kind, id, concatBytes(nonce, body, cipher.getAuthTag()));
    },
    get: (kind, id) => {
      const sealed = rows.get(kind, id);
      return sealed === null ? null : open(key, placeOf(kind, id), sealed);
    },
  };
}

function placeOf(kind: string, id: string): Uint8Array {
  return utf8(JSON.stringify(["vitrine/shelf/v1", kind, id]));
}

function open(key: KeyObject, place: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    const end = sealed.length - tagBytes;
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(place).setAuthTag(sealed.subarray(end));
    return concatBytes(decipher.update(sealed.subarray(nonceBytes, end)), decipher.final());
  } catch (cause) {
    throw new Breach("keys", "a sealed record does not open under the station's key", { cause });
  }
}
