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
  mkdirSync(scratch, { recursive: true });
  for (const name of ["station.sqlite", "station.sqlite-wal"]) {
    if (existsSync(join(stationFolder, name))) {
      copyFileSync(join(stationFolder, name), join(scratch, name));
    }
  }
  const { secrets } = JSON.parse(readFileSync(join(stationFolder, "secrets.json"), "utf8")) as { secrets: string };
  const own = JSON.parse(Buffer.from(secrets, "base64").toString("utf8")) as { shelf: string; kem: string };
  const stationKey = createPrivateKey({ key: Buffer.from(own.kem, "base64"), format: "der", type: "pkcs8" });
  const opened = openToken(new Uint8Array(readFileSync(token.file)), token.pin);
  if (!opened.ok) {
    throw new Error("the token does not open");
  }
  return grantsOn(scratch, own.shelf).flatMap((text, number) => {
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
    const whole = hkdfSha256(concatBytes(stationShare, share), sha256(utf8(leaf.grant)), utf8("vitrine/grant/v1"), 32);
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

function grantsOn(folder: string, shelfKey: string): string[] {
  const database = new DatabaseSync(join(folder, "station.sqlite"));
  const rows = database.prepare("SELECT id, sealed FROM shelf WHERE kind = 'grant'").all();
  const sealed = new Map(rows.map(({ id, sealed: bytes }) => [String(id), bytes as Uint8Array]));
  database.close();
  const shelf = createSealedShelf(
    { get: (_kind, id) => sealed.get(id) ?? null, put: () => {}, remove: () => {}, ids: () => [...sealed.keys()] },
    createSecretKey(Buffer.from(shelfKey, "base64")),
  );
  return [...sealed.keys()].map((id) => fromUtf8(shelf.get("grant", id) ?? new Uint8Array()));
}
