import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIfStale } from "../../main/setup/index.ts";

const out = join(import.meta.dirname, "../../out");
const read = (file: string): string => readFileSync(join(out, file), "utf8");
const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: out });

describe("built bundles", () => {
  beforeAll(() => {
    const broken = buildIfStale(() => undefined);
    if (broken !== null) {
      throw new Error(broken);
    }
  });

  it.each(["renderer/index.html", "renderer/picture/index.html"])(
    "%s has no inline script, style or handler",
    (page) => {
      const html = read(page);
      const scripts = [...html.matchAll(/<script\b[^>]*>(?<body>[\s\S]*?)<\/script>/gu)];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter(({ groups }) => groups?.["body"]?.trim() !== "")).toEqual([]);
      expect(html).not.toMatch(/<style\b|\sstyle=|\son[a-z]+=|javascript:/iu);
    },
  );

  it.each(["renderer/index.html", "renderer/picture/index.html"])(
    "%s refers to files of its own folder alone",
    (page) => {
      const references = [...read(page).matchAll(/\s(?:src|href)="(?<to>[^"]*)"/gu)].map(
        ({ groups }) => groups?.["to"] ?? "",
      );
      expect(references.length).toBeGreaterThan(0);
      expect(references.filter((to) => !/^\.\/assets\/[\w.-]+$/u.test(to))).toEqual([]);
    },
  );

  it("keeps the schemas, the keys and Node out of both pages", () => {
    const scripts = filesOf("renderer/**/*.js");
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) {
      expect(read(script)).not.toMatch(/ZodError|node:crypto|node:fs|better-sqlite3/u);
    }
  });

  it("evaluates no text as code", () => {
    for (const script of filesOf("renderer/**/*.js")) {
      expect(read(script)).not.toMatch(/\bnew Function\(|\beval\(/u);
    }
  });

  it("gives the preload electron and nothing else to require", () => {
    expect(read("preload/index.cjs").match(/require\(([^)]*)\)/gu)).toEqual(['require("electron")']);
  });

  it("ships no source map", () => {
    expect(filesOf("{main,preload,renderer}/**/*.map")).toEqual([]);
  });
});
