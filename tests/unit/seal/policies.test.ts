import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  interfaceHeaders,
  invalidOrigins,
  isSealed,
  mediaHeaders,
  pictureHeaders,
  readPageFiles,
  shieldMeter,
} from "../../../main/seal/index.ts";
import { protectionSchema } from "../../../shared/model/station.ts";

const directives = (headers: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(
    (headers["content-security-policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );

describe("headers of the pages", () => {
  const all = { interface: interfaceHeaders(invalidOrigins), picture: pictureHeaders(invalidOrigins) };

  it.each(Object.entries(all))(
    "%s: allows no inline script or style, no eval and no foreign source",
    (_name, headers) => {
      expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*|data:|blob:|http:/u);
      expect(directives(headers).get("default-src")).toBe("'none'");
    },
  );

  it.each(Object.entries(all))("%s: allows no download, dialog, popup or leaving", (_name, headers) => {
    expect(directives(headers).get("sandbox")).toBe("allow-scripts allow-same-origin allow-forms");
    expect(directives(headers).get("form-action")).toBe("'none'");
  });

  it.each(Object.entries({ ...all, media: mediaHeaders() }))(
    "%s: is kept by nobody and shared with nobody",
    (_name, headers) => {
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      const forbidden = new Set(["access-control-allow-origin", "etag", "last-modified", "expires"]);
      expect(Object.keys(headers).filter((name) => forbidden.has(name))).toEqual([]);
    },
  );

  it("lets the interface frame the vault and load neither media nor data", () => {
    const policy = directives(all.interface);
    expect(policy.get("frame-src")).toBe(invalidOrigins.vault);
    expect([policy.get("connect-src"), policy.get("media-src")]).toEqual(["'none'", "'none'"]);
    expect(policy.get("frame-ancestors")).toBe("'none'");
  });

  it("lets the picture frame be framed by the interface alone and talk to the vault alone", () => {
    const policy = directives(all.picture);
    expect(policy.get("frame-ancestors")).toBe(invalidOrigins.interface);
    expect([policy.get("connect-src"), policy.get("media-src"), policy.get("frame-src")]).toEqual([
      "'self'",
      "'self'",
      "'none'",
    ]);
  });

  it("denies every feature that could carry a picture out", () => {
    for (const headers of Object.values(all)) {
      for (const feature of ["display-capture", "picture-in-picture", "clipboard-write", "camera", "fullscreen"]) {
        expect(headers["permissions-policy"]).toContain(`${feature}=()`);
      }
    }
  });
});

describe("the shield meter", () => {
  it("R13: shows every protection and calls unknown what nobody has looked at", () => {
    const meter = shieldMeter({ sandbox: "live", capture: "failed" });
    expect(meter.map(({ id }) => id).toSorted()).toEqual([...protectionSchema.shape.id.options].toSorted());
    expect(meter.filter(({ state }) => state === "live").map(({ id }) => id)).toEqual(["sandbox"]);
    expect(meter.find(({ id }) => id === "memory")?.state).toBe("unknown");
  });

  it("R13: never calls a browser sealed, whatever it claims", () => {
    const everything = shieldMeter({}).map(({ id }) => ({ id, state: "live" as const }));
    expect(isSealed("chromium", everything)).toBe(false);
    expect(isSealed("electron", everything)).toBe(true);
    expect(
      isSealed(
        "electron",
        everything.map((found) => (found.id === "network" ? { ...found, state: "unknown" as const } : found)),
      ),
    ).toBe(false);
  });
});

describe("built pages", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-page-"));
  mkdirSync(join(folder, "assets"));
  mkdirSync(join(folder, "picture"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "assets", "page.js"), "1");
  writeFileSync(join(folder, "picture", "index.html"), "picture");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("serves the page and its assets with the given headers", () => {
    const files = readPageFiles(folder, { "x-test": "1" });
    expect(files.answer("/")).toMatchObject({
      status: 200,
      headers: { "x-test": "1", "content-type": "text/html; charset=utf-8" },
    });
    expect(files.answer("/assets/page.js").headers["content-type"]).toBe("text/javascript; charset=utf-8");
  });

  it.each(["/secret.txt", "/picture/index.html", "/assets/../secret.txt", "/assets", "", "/../secret.txt"])(
    "has nothing at %j",
    (path) => {
      const answer = readPageFiles(folder, {}).answer(path);
      expect([answer.status, answer.body.byteLength]).toEqual([404, 0]);
    },
  );
});
