import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { type ByteSource, concatBytes, equalBytes, plainBytes, utf8 } from "./bytes.ts";
import { FormatError } from "./format-error.ts";

/**
 * Chunked encryption of C2SP (https://c2sp.org/chunked-encryption), instantiated as Cobblestone-256: AES-256-GCM
 * and HKDF-Expand with SHA-512. A 16-byte key gives Cobblestone-128, which exists for the published vectors.
 *
 * Message = salt (24) ‖ commitment (32) ‖ chunks of 16 KiB, each with a 16-byte tag; the last is always shorter. Nothing
 * is ever returned that was not authenticated under key, context and position.
 */

type Key = KeyObject | Uint8Array;

const chunkBytes = 16_384;
const tagBytes = 16;
const sealedChunkBytes = chunkBytes + tagBytes;
const saltBytes = 24;
const commitmentBytes = 32;
const headerBytes = saltBytes + commitmentBytes;
const nonceBytes = 12;
const most = 2 ** 38;

interface Suite {
  readonly cipher: "aes-128-gcm" | "aes-256-gcm";
  readonly keyBytes: 16 | 32;
  readonly aead: string;
}

const suites: readonly Suite[] = [
  { cipher: "aes-256-gcm", keyBytes: 32, aead: "AEAD_AES_256_GCM" },
  { cipher: "aes-128-gcm", keyBytes: 16, aead: "AEAD_AES_128_GCM" },
];

interface MessageKeys {
  readonly suite: Suite;
  readonly key: KeyObject;
  readonly baseNonce: Uint8Array;
  readonly commitment: Uint8Array;
}

function hkdfExpandSha512(key: Key, info: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let block: Uint8Array = new Uint8Array();
  for (let count = 1; (count - 1) * 64 < length; count += 1) {
    block = createHmac("sha512", key)
      .update(block)
      .update(info)
      .update(new Uint8Array([count]))
      .digest();
    blocks.push(block);
  }
  return concatBytes(...blocks).subarray(0, length);
}

function suiteOf(key: Key): Suite {
  const length = key instanceof Uint8Array ? key.byteLength : key.symmetricKeySize;
  const suite = suites.find((known) => known.keyBytes === length);
  if (suite === undefined) {
    throw new FormatError("key has the wrong size");
  }
  return suite;
}

function deriveKeys(key: Key, context: Uint8Array, salt: Uint8Array): MessageKeys {
  const suite = suiteOf(key);
  const label = utf8(`c2sp.org/chunked-encryption@v1+${suite.aead}\0`);
  const length = suite.keyBytes + nonceBytes + commitmentBytes;
  const derived = hkdfExpandSha512(key, concatBytes(label, salt, context), length);
  const nonceEnd = suite.keyBytes + nonceBytes;
  return {
    suite,
    // A KeyObject spares the cipher three quarters of its time on 16 KiB chunks.
    key: createSecretKey(derived.subarray(0, suite.keyBytes)),
    baseNonce: derived.subarray(suite.keyBytes, nonceEnd),
    commitment: derived.subarray(nonceEnd),
  };
}

function openHeader(key: Key, context: Uint8Array, header: Uint8Array): MessageKeys {
  if (header.byteLength < headerBytes) {
    throw new FormatError("message is truncated");
  }
  const keys = deriveKeys(key, context, header.subarray(0, saltBytes));
  if (!equalBytes(keys.commitment, header.subarray(saltBytes, headerBytes))) {
    throw new FormatError("message is not for this key and context");
  }
  return keys;
}

function nonceOf(keys: MessageKeys, index: number): Uint8Array {
  const nonce = keys.baseNonce.slice();
  let counter = index;
  for (let position = nonceBytes - 1; counter > 0; position -= 1) {
    nonce[position] = (nonce[position] ?? 0) ^ (counter % 256);
    counter = Math.floor(counter / 256);
  }
  return nonce;
}

function sealChunk(keys: MessageKeys, index: number, plaintext: Uint8Array): Uint8Array {
  if (index >= most) {
    throw new FormatError("message is too long");
  }
  const cipher = createCipheriv(keys.suite.cipher, keys.key, nonceOf(keys, index), { authTagLength: tagBytes });
  const body = cipher.update(plaintext);
  cipher.final();
  return concatBytes(body, cipher.getAuthTag());
}

function openChunk(keys: MessageKeys, index: number, sealed: Uint8Array): Uint8Array {
  const bodyBytes = sealed.byteLength - tagBytes;
  const cipher = createDecipheriv(keys.suite.cipher, keys.key, nonceOf(keys, index), { authTagLength: tagBytes });
  cipher.setAuthTag(sealed.subarray(bodyBytes));
  const plaintext = cipher.update(sealed.subarray(0, bodyBytes));
  try {
    cipher.final();
  } catch (cause) {
    throw new FormatError("chunk is not authentic", { cause });
  }
  return plainBytes(plaintext);
}

/** Length of the message that seals `plaintext` bytes. */
export function ciphertextSize(plaintext: number): number {
  return headerBytes + plaintext + tagBytes * (Math.floor(plaintext / chunkBytes) + 1);
}

/** Length of what a message of `ciphertext` bytes seals, as claimed. @throws {FormatError} when no message has that length. */
export function plaintextSize(ciphertext: number): number {
  const body = ciphertext - headerBytes;
  const chunks = Math.floor(body / sealedChunkBytes);
  const last = body - chunks * sealedChunkBytes;
  if (body < 0 || last < tagBytes || chunks >= most) {
    throw new FormatError("message is truncated");
  }
  return chunks * chunkBytes + last - tagBytes;
}

/** Seals a message piece by piece in constant memory; the pieces together are what `seal` would return. */
export interface Sealer {
  /** Ciphertext that is ready after this much more plaintext; may be empty. */
  update(piece: Uint8Array): Uint8Array;
  /** The rest of the ciphertext. Nothing may follow. */
  finish(): Uint8Array;
}

/**
 * Begins a message under a fresh random salt.
 *
 * @param key 32 bytes, used for nothing else than this format.
 * @param context bound to the message: it opens only under the same context.
 */
export function sealStream(key: Key, context: Uint8Array): Sealer {
  const salt = plainBytes(randomBytes(saltBytes));
  return sealerOf(deriveKeys(key, context, salt), salt);
}

function sealerOf(keys: MessageKeys, salt: Uint8Array): Sealer {
  const pending = new Uint8Array(chunkBytes);
  let filled = 0;
  let index = 0;
  let header: Uint8Array[] = [salt, keys.commitment];
  let finished = false;
  const begin = (): Uint8Array[] => {
    if (finished) {
      throw new Error("message is finished");
    }
    const ready = header;
    header = [];
    return ready;
  };
  const flush = (): Uint8Array => {
    const sealed = sealChunk(keys, index, pending.subarray(0, filled));
    filled = 0;
    index += 1;
    return sealed;
  };
  return {
    update: (piece) => {
      const ready = begin();
      for (let offset = 0; offset < piece.byteLength;) {
        const taken = Math.min(chunkBytes - filled, piece.byteLength - offset);
        pending.set(piece.subarray(offset, offset + taken), filled);
        offset += taken;
        filled += taken;
        if (filled === chunkBytes) {
          ready.push(flush());
        }
      }
      return concatBytes(...ready);
    },
    finish: () => {
      const ready = begin();
      ready.push(flush());
      pending.fill(0);
      finished = true;
      return concatBytes(...ready);
    },
  };
}

/** Seals a message held in memory; see `sealStream`. */
export function seal(key: Key, context: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealer = sealStream(key, context);
  return concatBytes(sealer.update(plaintext), sealer.finish());
}

/** The same message again from its plaintext and the salt of its header; for comparing with published vectors. */
export function sealWithSalt(key: Key, context: Uint8Array, salt: Uint8Array, plaintext: Uint8Array): Uint8Array {
  if (salt.byteLength !== saltBytes) {
    throw new FormatError("salt has 24 bytes");
  }
  const sealer = sealerOf(deriveKeys(key, context, salt), salt);
  return concatBytes(sealer.update(plaintext), sealer.finish());
}

/**
 * Opens a whole message.
 *
 * @throws {FormatError} for a wrong key or context, and for any changed, missing, moved or added byte.
 */
export function openMessage(key: Key, context: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const keys = openHeader(key, context, ciphertext);
  const plaintext = new Uint8Array(plaintextSize(ciphertext.byteLength));
  let offset = 0;
  for (let index = 0, at = headerBytes; at < ciphertext.byteLength; index += 1, at += sealedChunkBytes) {
    const chunk = openChunk(keys, index, ciphertext.subarray(at, at + sealedChunkBytes));
    plaintext.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return plaintext;
}

/** A message read by range. */
export interface RandomAccess {
  /** Length of the plaintext; a claim of the ciphertext's length until `authenticate` or a `read` has succeeded. */
  readonly plaintextSize: number;
  /** Checks the header's commitment and the message's length, once; every `read` does so first. */
  authenticate(): Promise<void>;
  /**
   * Exactly the plaintext bytes `[from, to)`.
   *
   * @throws {FormatError} when anything the range touches, the header or the length is not authentic.
   * @throws {RangeError} when the range lies outside the plaintext.
   */
  read(from: number, to: number): Promise<Uint8Array>;
  /** Like `read`, to the start of `target`; what `target` holds after a rejection must not be used. */
  readInto(target: Uint8Array, from: number, to: number): Promise<void>;
}

/**
 * Opens a message for reading by range; one range costs one read of the source.
 *
 * @throws {FormatError} at once when the source's length is no message's.
 */
export function openRandomAccess(key: Key, context: Uint8Array, source: ByteSource): RandomAccess {
  const size = plaintextSize(source.size);
  let opening: Promise<MessageKeys> | null = null;

  const open = async (): Promise<MessageKeys> => {
    const keys = openHeader(key, context, await exactly(source, 0, headerBytes));
    // The last chunk opens at its own number only if nothing was cut off or appended.
    const last = Math.floor(size / chunkBytes);
    openChunk(keys, last, await exactly(source, headerBytes + last * sealedChunkBytes, source.size));
    return keys;
  };
  const opened = (): Promise<MessageKeys> => {
    opening ??= open().catch((error: unknown) => {
      // A source that failed to deliver may deliver later; forged bytes fail again.
      opening = null;
      throw error;
    });
    return opening;
  };

  const readInto = async (target: Uint8Array, from: number, to: number): Promise<void> => {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to > size) {
      throw new RangeError("range outside the message");
    }
    const keys = await opened();
    if (from === to) {
      return;
    }
    const first = Math.floor(from / chunkBytes);
    const last = Math.floor((to - 1) / chunkBytes);
    const start = headerBytes + first * sealedChunkBytes;
    const sealed = await exactly(source, start, Math.min(headerBytes + (last + 1) * sealedChunkBytes, source.size));
    for (let index = first; index <= last; index += 1) {
      const at = (index - first) * sealedChunkBytes;
      const chunk = openChunk(keys, index, sealed.subarray(at, at + sealedChunkBytes));
      const begin = index * chunkBytes;
      // The one copy between the cipher and whoever asked.
      target.set(chunk.subarray(Math.max(0, from - begin), to - begin), Math.max(0, begin - from));
    }
  };

  return {
    plaintextSize: size,
    authenticate: async () => {
      await opened();
    },
    read: async (from, to) => {
      const plaintext = new Uint8Array(from >= 0 && to >= from && to <= size ? to - from : 0);
      await readInto(plaintext, from, to);
      return plaintext;
    },
    readInto,
  };
}

async function exactly(source: ByteSource, from: number, to: number): Promise<Uint8Array> {
  const bytes = await source.read(from, to);
  if (bytes.byteLength !== to - from) {
    throw new FormatError("source is shorter than it says");
  }
  return bytes;
}
