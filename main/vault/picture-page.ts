import type { PictureCovers } from "../../shared/picture/covers.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";

/** What the vault writes into the page of one ticket. Nobody but the page can read it there. */
export interface PageFacts {
  /** Origin whose commands the page takes. */
  readonly interfaceOrigin: string;
  /** First part of the path of everything this ticket holds. */
  readonly way: string;
  readonly kind: "video" | "audio" | "photo";
  /** First content of the watermark, so that it is drawn before anything else is there. */
  readonly watermark: unknown;
  /** What is laid over which frames; the page shows nothing before it knows. */
  readonly covers: PictureCovers;
}

/** Fills in the built page. The media and its table are named in it, so that they load beside the scripts. */
export function fillPage(html: Uint8Array, { interfaceOrigin, way, kind, watermark, covers }: PageFacts): Uint8Array {
  const settings: Readonly<Record<string, string>> = {
    interface: interfaceOrigin,
    way,
    watermark: JSON.stringify(watermark),
    covers: JSON.stringify(covers),
  };
  const media = kind === "photo" ? /<img\b/u : /<video\b/u;
  return utf8(
    fromUtf8(html)
      // The page lies at `/<ticket>/`, wherever the build put it.
      .replaceAll(/(?:\.\.?\/|\/)+assets\//gu, "./assets/")
      .replaceAll(
        /(<meta name="vitrine-(\w+)" content=")[^"]*/gu,
        (_whole, start: string, name: string) => `${start}${escapeAttribute(settings[name] ?? "")}`,
      )
      .replace("<title>", () => `<link rel="preload" as="fetch" crossorigin href="./${way}/frames" /><title>`)
      .replace(media, (tag) => `${tag} src="./${way}/media"`),
  );
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

function escapeAttribute(text: string): string {
  return text.replaceAll(/[&"<>]/gu, (character) => entities[character] ?? "");
}
