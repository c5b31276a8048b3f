import type { PictureCovers } from "../../shared/picture/covers.ts";
import type { Enhancement } from "../../shared/picture/enhancement.ts";
import { setting } from "./page.ts";

/** Content of the watermark: its lines, the station's clock in milliseconds and the zone to write it in. */
export interface WatermarkFacts {
  readonly lines: readonly string[];
  readonly now: number;
  readonly timeZone: string;
}

interface Frames {
  readonly from: number;
  readonly to: number;
}

/** What this page asks of its own origin, the vault. Nothing else can be reached from here. */
export interface VaultClient {
  frames(): Promise<ArrayBuffer>;
  /** Where the encoded pictures lie in the media. */
  samples(): Promise<ArrayBuffer>;
  /** Bytes `[from, to)` of the media. */
  media(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** What the watermark says when the page opens; came with the page. */
  firstWatermark(): WatermarkFacts;
  watermark(): Promise<WatermarkFacts>;
  /** What is withheld; came with the page. Throws when it did not: then nothing may be shown. */
  covers(): PictureCovers;
  /** Segments with a companion, and the frames of each. */
  glances(): Promise<readonly (Frames & { readonly segment: number })[]>;
  /** The companion of a segment; asking for it writes a lease into the log. */
  glance(segment: number): Promise<ArrayBuffer>;
  /**
   * Tells which frames were presented, at a `glance` as small pictures. Survives the page going away; then it is the
   * `last` word.
   */
  shown(ranges: readonly Frames[], ratePercent: number, last: boolean, glance?: boolean): void;
  /** Names the frame on screen, or null when it is no longer certain. Resolves true once the vault has taken it. */
  confirmed(frame: number | null): Promise<boolean>;
  /** Tells how light and dark are shown from now on. Resolves true once the log has it. */
  enhanced(enhancement: Enhancement): Promise<boolean>;
  alarm(reason: string): void;
  /** Resolves once the vault has closed this picture: nothing may be shown any more. */
  over(): Promise<void>;
}

type Asked = "frames" | "samples" | "watermark" | "glances" | `glances/${number}`;
type Told = "shown" | "confirmed" | "enhanced" | "alarm";

/** Address of something this ticket holds; only this page knows the way. */
function addressOf(name: Told | Asked | "media" | "over"): string {
  return `./${setting("vitrine-way")}/${name}`;
}

async function get(name: Asked): Promise<Response> {
  // Nothing of the vault may be stored, so its headers say; without a word about it here, a preload serves.
  const answer = await fetch(addressOf(name));
  if (!answer.ok) {
    throw new Error(`the vault refused ${name}`);
  }
  return answer;
}

async function post(name: Told, content: unknown): Promise<boolean> {
  try {
    const answer = await fetch(addressOf(name), { method: "POST", body: JSON.stringify(content), keepalive: true });
    return answer.ok;
  } catch {
    // The ticket is void or the vault is gone; the media element notices by itself.
    return false;
  }
}

const untaken = new Set<readonly Frames[]>();

async function tellShown(ranges: readonly Frames[], report: object): Promise<void> {
  if (await post("shown", report)) {
    untaken.delete(ranges);
  }
}

let telling: Promise<unknown> = Promise.resolve();

/** One after another: the vault must never hear of two frames in the wrong order. */
function inTurn(tell: () => Promise<boolean>): Promise<boolean> {
  const told = telling.then(tell);
  telling = told;
  return told;
}

export const vault: VaultClient = {
  async frames() {
    return (await get("frames")).arrayBuffer();
  },
  async samples() {
    return (await get("samples")).arrayBuffer();
  },
  async glances() {
    // The vault is this page's own origin.
    return (await (await get("glances")).json()) as readonly (Frames & { readonly segment: number })[];
  },
  async glance(segment) {
    return (await get(`glances/${segment}`)).arrayBuffer();
  },
  async media(from, to) {
    const bytes = new Uint8Array(to - from);
    for (let done = 0; done < bytes.length;) {
      // An answer may be shorter than what was asked for.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await fetch(addressOf("media"), { headers: { range: `bytes=${from + done}-${to - 1}` } });
      // oxlint-disable-next-line no-await-in-loop
      const part = new Uint8Array(await answer.arrayBuffer());
      if (answer.status !== 206 || part.length === 0 || done + part.length > bytes.length) {
        throw new Error("the vault refused media");
      }
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  },
  firstWatermark() {
    // Written by the vault into this page.
    return JSON.parse(setting("vitrine-watermark")) as WatermarkFacts;
  },
  covers() {
    // Written by the vault into this page.
    return JSON.parse(setting("vitrine-covers")) as PictureCovers;
  },
  async watermark() {
    // The vault is this page's own origin.
    return (await (await get("watermark")).json()) as WatermarkFacts;
  },
  shown(ranges, ratePercent, last, glance = false) {
    // The last word repeats what the vault has not taken yet: it stands for everything.
    const told = last ? [...untaken].flat().concat(ranges) : ranges;
    untaken.add(ranges);
    void tellShown(ranges, { ranges: told, ratePercent, ...(last ? { last } : {}), ...(glance ? { glance } : {}) });
  },
  confirmed(frame) {
    return inTurn(() => post("confirmed", { frame }));
  },
  enhanced({ brightness, contrast, gamma }) {
    return post("enhanced", { brightness, contrast, gamma });
  },
  async over() {
    await fetch(addressOf("over"), { cache: "no-store" });
  },
  alarm(reason) {
    void post("alarm", { reason });
  },
};
