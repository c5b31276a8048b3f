import { packagePath } from "../../shared/http/api.ts";

/** The part of the connection to headquarters that fetches packages. */
export interface PieceGetter {
  get(
    path: string,
    options: { readonly range: { readonly from: number; readonly to: number } },
  ): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  }>;
}

/** Ciphertext of one package at headquarters; `read` resolves with exactly the bytes of `[from, to)`. */
export interface RemotePackage {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/**
 * Opens a footage package over HTTP Range (RFC 9110 §14).
 *
 * @throws when headquarters cannot be reached, does not have the package or answers another range.
 */
export async function openRemotePackage(getter: PieceGetter, asset: string): Promise<RemotePackage> {
  const path = packagePath(asset);
  const piece = async (from: number, to: number): Promise<{ readonly body: Uint8Array; readonly size: number }> => {
    const answer = await getter.get(path, { range: { from, to } });
    const found = /^bytes (\d+)-(\d+)\/(\d+)$/u.exec(answer.headers["content-range"] ?? "");
    if (answer.status !== 206 || found === null || answer.body.length !== to - from || Number(found[1]) !== from) {
      throw new Error(`package piece came with status ${answer.status}`);
    }
    return { body: answer.body, size: Number(found[3]) };
  };
  const { size } = await piece(0, 1);
  return { size, read: async (from, to) => (await piece(from, to)).body };
}
