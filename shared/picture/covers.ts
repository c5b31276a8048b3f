import type { Region, WithheldGround } from "../model/withheld.ts";

/** What the vault writes into the picture page about what is withheld. */
export interface PictureCovers {
  /** Frames `[from, to)` of the recording and the opaque rectangles over all of them; empty when nothing is withheld. */
  readonly covers: readonly {
    readonly from: number;
    readonly to: number;
    readonly regions: readonly (Region & { readonly ground: WithheldGround })[];
  }[];
  /** Frames that are left out, and why. */
  readonly left: readonly { readonly from: number; readonly to: number; readonly ground: WithheldGround }[];
}
