import type { PictureCommand, PictureReport } from "../../shared/picture/protocol.ts";
import type { Decoder } from "./decoder.ts";
import type { Covers } from "./covers.ts";
import type { Hold } from "./hold.ts";
import type { VaultClient } from "./vault-client.ts";
import type { FrameTable } from "./frame-table.ts";

/** What the player works on. */
export interface PlayerParts {
  readonly media: HTMLVideoElement;
  readonly mask: HTMLElement;
  readonly hold: Hold;
  readonly covers: Covers;
  readonly table: FrameTable;
  readonly decoder: Decoder;
  readonly vault: VaultClient;
  readonly send: (report: PictureReport) => void;
}

/** What moves the picture; everything else is for the parts of the page around it. */
export type PlayerCommand = Exclude<
  PictureCommand,
  { type: "drawings" | "pen" | "view" | "enhance" | "rate" | "volume" | "overview" | "point" }
>;
