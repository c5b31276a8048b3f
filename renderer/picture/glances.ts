import { lastNotPast } from "./frame-table.ts";
import { readGlanceFile, type GlanceFile } from "./glance-file.ts";
import type { VaultClient } from "./vault-client.ts";

/** A companion with its pictures decoded. */
export interface Held extends Pick<GlanceFile, "sound" | "spans"> {
  readonly pictures: readonly { readonly frame: number; readonly image: ImageBitmap }[];
}

/** Companions of segments, as far as somebody looks at their part of the timeline. */
export interface Glances {
  /** Segment of a frame; null where nothing is known beside the recording itself. */
  segmentOf(frame: number): number | null;
  /** Undefined while it is not here, null when there is none to be had. */
  held(segment: number): Held | null | undefined;
  /** What is wanted from now on, the most urgent first. Each costs a lease in the log, so nothing else is asked for. */
  want(segments: readonly number[]): void;
  /** Lets everything go; nothing is asked for or answered any more. */
  end(): void;
}

/** Companions kept at a time. */
export const mostHeld = 64;

export function createGlances(vault: Pick<VaultClient, "glances" | "glance">, onChange: () => void): Glances {
  const kept = new Map<number, Held | null>();
  let parts: Awaited<ReturnType<VaultClient["glances"]>> | null = null;
  let wanted: readonly number[] = [];
  let isOver = false;
  let isLoading = false;

  const keep = (segment: number, held: Held | null): void => {
    kept.set(segment, held);
    for (const [oldest, old] of kept) {
      if (kept.size <= mostHeld) {
        break;
      }
      letGo(old);
      kept.delete(oldest);
    }
  };

  const nextWanted = (): number | undefined => wanted.find((one) => !kept.has(one));

  /** One after the other, the most urgent of the moment first. */
  const load = async (): Promise<void> => {
    if (isLoading || isOver) {
      return;
    }
    isLoading = true;
    for (let next = nextWanted(); next !== undefined; next = nextWanted()) {
      // oxlint-disable-next-line no-await-in-loop
      const held = await decoded(vault, next);
      if (isOver) {
        letGo(held);
        return;
      }
      keep(next, held);
      onChange();
    }
    isLoading = false;
  };

  const list = async (): Promise<void> => {
    parts = await vault.glances().catch(() => []);
    onChange();
  };
  let listing: Promise<void> | null = null;

  return {
    segmentOf(frame) {
      listing ??= list();
      const last = parts?.[lastNotPast(parts.length, (at) => (parts?.[at]?.from ?? 0) > frame)];
      return last !== undefined && frame < last.to ? last.segment : null;
    },
    held(segment) {
      const held = kept.get(segment);
      if (held !== undefined) {
        // Last used, last let go.
        kept.delete(segment);
        kept.set(segment, held);
      }
      return held;
    },
    want(segments) {
      wanted = segments.slice(0, mostHeld);
      void load();
    },
    end() {
      isOver = true;
      wanted = [];
      kept.forEach(letGo);
      kept.clear();
    },
  };
}

function letGo(held: Held | null | undefined): void {
  held?.pictures.forEach(({ image }) => image.close());
}

async function decoded(vault: Pick<VaultClient, "glance">, segment: number): Promise<Held | null> {
  try {
    const { pictures, sound, spans } = readGlanceFile(await vault.glance(segment));
    const images = await Promise.all(
      pictures.map(async ({ frame, jpeg }) => ({
        frame,
        image: await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })),
      })),
    );
    return { pictures: images, sound, spans };
  } catch {
    // Refused, or not to be read: there is none, and the picture itself goes on.
    return null;
  }
}
