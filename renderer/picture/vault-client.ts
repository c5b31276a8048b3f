import { setting } from "./page.ts";

/** What this page asks of its own origin, the vault. Nothing else can be reached from here. */
export interface VaultClient {
  frames(): Promise<ArrayBuffer>;
  watermark(): Promise<{ readonly lines: readonly string[]; readonly now: number; readonly timeZone: string }>;
  /** Tells which frames were presented. Survives the page going away. */
  shown(ranges: readonly { readonly from: number; readonly to: number }[], ratePercent: number): void;
  /** Names the frame on screen, or null when it is no longer certain. Resolves true once the vault has taken it. */
  confirmed(frame: number | null): Promise<boolean>;
  alarm(reason: string): void;
}

/** Address of something this ticket holds; only this page knows the way. */
export function addressOf(name: "media" | "frames" | "watermark" | "shown" | "confirmed" | "alarm"): string {
  return `./${setting("vitrine-way")}/${name}`;
}

async function get(name: "frames" | "watermark"): Promise<Response> {
  const answer = await fetch(addressOf(name), { cache: "no-store" });
  if (!answer.ok) {
    throw new Error(`the vault refused ${name}`);
  }
  return answer;
}

async function post(name: "shown" | "confirmed" | "alarm", content: unknown): Promise<boolean> {
  try {
    const answer = await fetch(addressOf(name), { method: "POST", body: JSON.stringify(content), keepalive: true });
    return answer.ok;
  } catch {
    // The ticket is void or the vault is gone; the media element notices by itself.
    return false;
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
  async watermark() {
    return (await (await get("watermark")).json()) as {
      lines: readonly string[];
      now: number;
      timeZone: string;
    };
  },
  shown(ranges, ratePercent) {
    void post("shown", { ranges, ratePercent });
  },
  confirmed(frame) {
    return inTurn(() => post("confirmed", { frame }));
  },
  alarm(reason) {
    void post("alarm", { reason });
  },
};
