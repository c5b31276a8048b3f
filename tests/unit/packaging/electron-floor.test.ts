import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openFaults } from "../../../main/packaging/index.ts";

const root = join(import.meta.dirname, "../../..");
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;

describe("the floor under the runtime (R13)", () => {
  it("is below what this product packs: no known fault is open in its Electron and its updater", () => {
    expect(openFaults("electron", devDependencies["electron"] ?? "")).toEqual([]);
    expect(openFaults("electron-updater", dependencies["electron-updater"] ?? "")).toEqual([]);
  });

  it.each([
    // Mended in this line, one correction too early.
    ["44.4.2", ["line", "CVE-2026-114122", "CVE-2026-114124"]],
    // A trial of a later line counts before its correction, not after.
    ["45.0.0-alpha.8", ["line", "CVE-2026-114122", "CVE-2026-114124"]],
    ["45.0.0-alpha.9", ["line"]],
    ["46.1.0", []],
  ])("names what is open in Electron %s", (version, open) => {
    expect(openFaults("electron", version)).toEqual(open);
  });

  it("takes a line in which a fault was never mended for open", () => {
    expect(openFaults("electron", "36.9.9")).toContain("CVE-2026-34780");
    expect(openFaults("electron-updater", "6.2.9")).toEqual(["line", "CVE-2024-39698"]);
  });

  it("does not judge what is no version", () => {
    expect(() => openFaults("electron", "latest")).toThrow(/not a version/u);
  });
});
