import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCustody } from "../../../main/headquarters/custody.ts";
import { openDatabase } from "../../../main/headquarters/database/database.ts";
import { openSecrets } from "../../../main/headquarters/secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("secrets of headquarters", () => {
  it("open again with the same master key, which only its owner may read", () => {
    const sealed = openSecrets(folder).seal("name", Buffer.from("secret"));
    expect(statSync(join(folder, "master.key")).mode & 0o077).toBe(0);
    expect(Buffer.from(openSecrets(folder).open("name", sealed)).toString()).toBe("secret");
  });

  it("are refused when others may read the master key", () => {
    openSecrets(folder);
    chmodSync(join(folder, "master.key"), 0o644);
    expect(() => openSecrets(folder)).toThrow("readable by others");
  });

  it("do not open under another name, when changed, or under another master key", () => {
    const secrets = openSecrets(folder);
    const sealed = secrets.seal("name", Buffer.from("secret"));
    expect(() => secrets.open("other", sealed)).toThrow(/authenticate/u);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => secrets.open("name", changed)).toThrow(/authenticate/u);
    }
    rmSync(join(folder, "master.key"));
    expect(() => openSecrets(folder).open("name", sealed)).toThrow(/authenticate/u);
  });

  it("are made once and kept sealed", () => {
    const make = () => Buffer.from("first secret, 32 bytes or longer");
    const kept = openSecrets(folder).keep("thing", make);
    const again = openSecrets(folder).keep("thing", () => Buffer.from("second"));
    expect(Buffer.from(again)).toEqual(Buffer.from(kept));
    expect(readFileSync(join(folder, "thing.sealed")).includes("first secret")).toBe(false);
  });
});

describe("custody of keys", () => {
  const keys = { treeRoot: new Uint8Array(32).fill(0xa5), original: new Uint8Array(32).fill(0x5a) };

  it("R3 keeps no key in the clear in any file, and the scan can see", async () => {
    const { database } = openDatabase(join(folder, "hq.sqlite"));
    const custody = openCustody(database, openSecrets(folder));
    await custody.take("WH-1", keys);
    expect(await custody.keysOf("WH-1")).toEqual(keys);
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    const places = [keys.treeRoot, keys.original, "WH-1"].map((what) => bytes.indexOf(Buffer.from(what as string)));
    expect(places).toEqual([-1, -1, expect.any(Number)]);
    expect(places[2]).toBeGreaterThan(0);
    await database.destroy();
  });

  it("does not open a row that was copied to another recording, and knows nothing of one it forgot", async () => {
    const { database } = openDatabase(join(folder, "hq.sqlite"));
    const custody = openCustody(database, openSecrets(folder));
    await custody.take("WH-1", keys);
    const row = await database.selectFrom("asset_key").selectAll().executeTakeFirstOrThrow();
    await database
      .insertInto("asset_key")
      .values({ ...row, asset: "WH-2" })
      .execute();
    await expect(custody.keysOf("WH-2")).rejects.toThrow(/authenticate/u);
    await custody.drop("WH-1");
    expect(await custody.keysOf("WH-1")).toBeNull();
    await database.destroy();
  });
});
