import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderInUse, holdFolder } from "../../../main/storage/index.ts";

const holder = `
  const { FolderInUse, holdFolder } = await import(${JSON.stringify(join(import.meta.dirname, "../../../main/storage/index.ts"))});
  try {
    // A hold that nothing refers to would end with the next garbage collection.
    globalThis.hold = holdFolder(process.argv[1]);
    console.log("held");
  } catch (error) {
    console.log(error instanceof FolderInUse ? "taken" : "broken");
  }
  if (process.argv[2] === "stay") { setInterval(() => undefined, 1000); }
`;

describe("R14 a folder belongs to one program at a time", () => {
  let folder: string;
  const other = (): string =>
    execFileSync(process.execPath, ["--input-type=module", "-e", holder, folder], { encoding: "utf8" }).trim();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-hold-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("refuses a second holder in the same program and in another one, until the first lets go", () => {
    const hold = holdFolder(folder);
    expect(() => holdFolder(folder)).toThrow(FolderInUse);
    expect(other()).toBe("taken");
    hold.release();
    hold.release();
    expect(other()).toBe("held");
  });

  it("is free again when its holder was killed", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", holder, folder, "stay"]);
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    expect(said.toString().trim()).toBe("held");
    expect(() => holdFolder(folder)).toThrow(FolderInUse);
    child.kill("SIGKILL");
    await once(child, "exit");
    holdFolder(folder).release();
  });
});
