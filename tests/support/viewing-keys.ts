import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrivateKey, createSecretKey } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { createSealedShelf } from "../../main/access/index.ts";
import { encodeCanonical, type JsonValue } from "../../main/formats/canonical-json.ts";
import { concatBytes, fromBase64url, fromUtf8, utf8 } from "../../main/formats/bytes.ts";
import { hkdfSha256, sha256 } from "../../main/formats/digest.ts";
import { parseGrantFile } from "../../main/formats/grant-file.ts";
import { openGrantKeys, presenceShare } from "../../main/formats/grant.ts";
import { hpkeOpen } from "../../main/formats/hpke.ts";
import { keyFor } from "../../main/formats/key-tree.ts";
import { openToken } from "../../main/formats/pkcs12.ts";

/** A key that exists only while a viewing is unlocked. */
export interface ViewingKey {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Works out every key of a viewing from what the station holds and the supervisor's token and PIN.
 *
 * The arithmetic of the rules themselves (R1), done outside the station: no door of the product gives a key away.
 * `scratch` receives a copy of the station's database, so that the original is not touched while it runs.
 */
export function viewingKeys(
  stationFolder: string,
  scratch: string,
  token: { readonly file: string; readonly pin: string },
): ViewingKey[] {
  const own = keyStoreOf(stationFolder);
  const stationKey = createPrivateKey({ key: Buffer.from(own.kem, "base64"), format: "der", type: "pkcs8" });
  const opened = openToken(new Uint8Array(readFileSync(token.file)), token.pin);
  if (!opened.ok) {
    throw new Error("the token does not open");
  }
  const grants = unsealedShelf(stationFolder, scratch).filter(({ kind }) => kind === "grant");
  return grants
    .map(({ bytes }) => fromUtf8(bytes))
    .flatMap((text, number) => {
      const { leaf } = parseGrantFile(text);
      const share = presenceShare(leaf, opened.certificatePem, opened.privateKeyPem);
      const keys =
        share === null ? null : openGrantKeys(leaf, { stationPrivateKey: stationKey, presenceShares: [share] });
      if (share === null || keys === null) {
        throw new Error("the grant does not open");
      }
      const { sealed, ...body } = leaf;
      const aad = sha256(encodeCanonical(body as unknown as JsonValue));
      const stationShare = hpkeOpen(
        stationKey,
        utf8("vitrine/grant/v1"),
        aad,
        fromBase64url(sealed.station.enc),
        fromBase64url(sealed.station.ct),
      );
      const whole = hkdfSha256(
        concatBytes(stationShare, share),
        sha256(utf8(leaf.grant)),
        utf8("vitrine/grant/v1"),
        32,
      );
      return [
        { name: `grant ${number}: station share`, bytes: stationShare },
        { name: `grant ${number}: presence share`, bytes: share },
        { name: `grant ${number}: unwrapping key`, bytes: whole },
        ...leaf.assets.flatMap(({ asset, segments, treeDepth }) => {
          const nodes = keys.get(asset) ?? [];
          return [
            ...nodes.map(({ depth, index, key }) => ({ name: `node ${depth}/${index}`, bytes: key })),
            ...segments.flatMap(({ from, to }) =>
              Array.from({ length: to - from }, (_one, at) => from + at).flatMap((segment) => {
                const key = keyFor(nodes, treeDepth, segment);
                return key === null ? [] : [{ name: `segment ${segment}`, bytes: key }];
              }),
            ),
          ];
        }),
      ];
    });
}

/** The secrets of a station without a keystore of the system, as they lie in its file. */
export function keyStoreOf(stationFolder: string): Readonly<Record<string, string>> & { shelf: string; kem: string } {
  const { secrets } = JSON.parse(readFileSync(join(stationFolder, "secrets.json"), "utf8")) as { secrets: string };
  // What the station itself wrote there.
  return JSON.parse(Buffer.from(secrets, "base64").toString("utf8")) as { shelf: string; kem: string };
}

/** Every record on a station's shelf, opened with its own key, from a copy in `scratch`. */
export function unsealedShelf(
  stationFolder: string,
  scratch: string,
): { readonly kind: string; readonly bytes: Uint8Array }[] {
  mkdirSync(scratch, { recursive: true });
  for (const name of ["station.sqlite", "station.sqlite-wal"]) {
    if (existsSync(join(stationFolder, name))) {
      copyFileSync(join(stationFolder, name), join(scratch, name));
    }
  }
  const database = new DatabaseSync(join(scratch, "station.sqlite"));
  const rows = database.prepare("SELECT kind, id, sealed FROM shelf").all();
  database.close();
  const key = createSecretKey(Buffer.from(keyStoreOf(stationFolder).shelf, "base64"));
  return rows.map(({ kind, id, sealed }) => {
    const record = { get: () => sealed as Uint8Array, put: () => {}, remove: () => {}, ids: () => [] };
    const bytes = createSealedShelf(record, key).get(String(kind), String(id));
    return { kind: String(kind), bytes: bytes ?? new Uint8Array() };
  });
}
