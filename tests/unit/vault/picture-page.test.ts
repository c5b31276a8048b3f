import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillPage } from "../../../main/vault/picture-page.ts";

const built = readFileSync(join(import.meta.dirname, "../../../renderer/picture/index.html"));
const facts = {
  interfaceOrigin: "https://app.vitrine.invalid",
  way: "w-1",
  watermark: { lines: ["周明"] },
  covers: { covers: [], left: [] },
} as const;

function page(kind: "video" | "audio" | "photo", watermark: unknown = facts.watermark): string {
  return new TextDecoder().decode(fillPage(built, { ...facts, kind, watermark }));
}

const mediaOf = (html: string): string[] =>
  [...html.matchAll(/<(?<tag>\w+)\s+src="\.\/w-1\/media"/gu)].map(({ groups }) => groups?.["tag"] ?? "");

describe("picture page of a ticket", () => {
  it("names the media once, in the element that shows it, and the table beside it", () => {
    expect(mediaOf(page("video"))).toEqual(["video"]);
    expect(mediaOf(page("audio"))).toEqual(["video"]);
    expect(mediaOf(page("photo"))).toEqual(["img"]);
    expect(page("video")).toContain('<link rel="preload" as="fetch" crossorigin href="./w-1/frames" />');
  });

  it("keeps the picture covered until its scripts say otherwise", () => {
    expect(page("video")).toMatch(/<div id="mask"><\/div>/u);
    expect(page("photo")).toMatch(/<img\b[^>]*\shidden\b/u);
  });

  it("A38 lets no name in the watermark leave its attribute, and keeps it as it is written", () => {
    const watermark = { lines: [`"><script src=x></script>`, "$& $1 &amp; '李岚'"], now: 1 };
    const html = page("video", watermark);
    expect([...html.matchAll(/<script\b/gu)]).toHaveLength([...built.toString().matchAll(/<script\b/gu)].length);
    const content = /<meta name="vitrine-watermark" content="(?<text>[^"]*)"/u.exec(html)?.groups?.["text"] ?? "";
    const plain = content.replaceAll(/&(?:quot|lt|gt|amp);/gu, (entity) => {
      const characters: Readonly<Record<string, string>> = { "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" };
      return characters[entity] ?? entity;
    });
    expect(JSON.parse(plain)).toEqual(watermark);
  });
});
