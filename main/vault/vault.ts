import type { Failure } from "../../shared/failure.ts";
import type { Result } from "../../shared/result.ts";
import type { VaultAnswer, VaultRequest } from "../shell/port.ts";
import type { ConfirmedFrame, OpenedPicture, PictureOrder, VaultPorts } from "./ports.ts";

/** The only way footage reaches a screen. */
export interface Vault {
  /**
   * Prepares one picture: fetches and checks the manifest, reads the tables of the granted segments
   * and issues a ticket. No picture bytes are decrypted yet.
   */
  open(order: PictureOrder): Promise<Result<OpenedPicture, Failure>>;
  /** Answers one request on the vault's origin. Never throws for what a page can send. */
  serve(request: VaultRequest): Promise<VaultAnswer>;
  /** The frame last confirmed by the picture, if it is still the one on screen. */
  confirmed(ticket: string): ConfirmedFrame | null;
  /** Voids a ticket and drops its keys; every later or running read rejects. */
  close(ticket: string): void;
  closeAll(): void;
}

/** Builds the vault over its ports. Nothing is opened or fetched until a picture is ordered. */
export function createVault(_ports: VaultPorts): Vault {
  throw new Error("not built yet");
}
