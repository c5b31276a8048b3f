/** Every 32 bytes in a row among the first of these. */
export function windowsOf(bytes: Uint8Array, most = bytes.length): Uint8Array[] {
  const count = Math.max(0, Math.min(bytes.length - 31, most));
  return Array.from({ length: count }, (_one, at) => bytes.subarray(at, at + 32));
}

/** Everything of 32 bytes that a text could mean as a key, in base64 of either kind or in hexadecimal. */
export function keysIn(text: string): Uint8Array[] {
  const hexadecimal = [...text.matchAll(/[0-9A-Fa-f]{64,4096}/gu)].map(([word]) => Buffer.from(word, "hex"));
  const others = [...text.matchAll(/[A-Za-z0-9_+/-]{43,8192}/gu)].map(([word]) =>
    Buffer.from(word.replaceAll("-", "+").replaceAll("_", "/"), "base64"),
  );
  return [...hexadecimal, ...others].flatMap((bytes) => windowsOf(new Uint8Array(bytes), 256));
}

/** Each key once. */
export function distinct(keys: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(keys.map((key) => [Buffer.from(key).toString("latin1"), key])).values()];
}
