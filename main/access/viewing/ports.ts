import type { Enhancement } from "../../../shared/picture/enhancement.ts";
import type { KeyObject } from "node:crypto";
import type { GradedAction, GradedFootage } from "../../../shared/access/authorisation.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { PresenceAct } from "../../../shared/http/acts.ts";
import type { Footage, FrameRange } from "../../../shared/model/footage.ts";
import type { GrantId, GrantSummary } from "../../../shared/model/grant.ts";
import type { Person, PersonId } from "../../../shared/model/person.ts";
import type { Withheld } from "../../../shared/model/withheld.ts";
import type { StopReason, Viewing } from "../../../shared/model/viewing.ts";
import type { Outsider } from "../../../shared/access/outside.ts";
import type { Result } from "../../../shared/result.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import type { NewEntry } from "../../formats/log-entry.ts";
import type { SlipNote } from "../../formats/receipt.ts";
import type { Signed } from "./undertaking.ts";
import type { Recording } from "../receipts/compose.ts";
import type { KeyNode } from "../../formats/key-tree.ts";

/** The part of the signed log that the room writes to. Durable when it returns; throws when it cannot be. */
export interface RoomLog {
  append(...entries: readonly [NewEntry, ...NewEntry[]]): void;
}

/** A person's certificate token, opened for one act. */
export interface RoomToken {
  readonly token: string;
  readonly person: Person;
  readonly personId: PersonId;
  readonly certificate: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Opens a token with its PIN, lets `use` work with it and drops the key. */
export type PresentToken = <T>(
  token: string,
  pin: string,
  use: (opened: RoomToken) => Result<T, Failure>,
) => Result<T, Failure>;

/** A grant as the room needs it. */
export interface HeldGrant {
  readonly leaf: GrantLeaf;
  readonly summary: GrantSummary;
  /** Persons without a certificate, from the signed request inside the grant. */
  readonly outsiders: () => readonly Outsider[];
}

/** Limits of the policy pack that hold in the room, in minutes. */
export interface RoomLimits {
  /** How often a supervisor confirms to be present. */
  readonly confirmMinutes: number;
  /** A viewing that rests longer is over. */
  readonly restMinutes: number;
}

export interface GrantDesk {
  /** The grant as it stands now; `null` when this station does not hold it. `during` does not count as an opening. */
  find(id: GrantId, during?: string): HeldGrant | null;
}

/** One picture to open. */
export interface PictureRequest {
  readonly viewing: string;
  readonly grant: GrantId;
  /** Which picture of the viewing this is, counted from 1. */
  readonly opening: number;
  readonly asset: string;
  readonly manifestDigest: string;
  readonly nodes: readonly KeyNode[];
  readonly ranges: readonly FrameRange[];
  /** What of the recording is not shown nevertheless. */
  readonly withheld: readonly Omit<Withheld, "asset">[];
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  watermark(): readonly string[];
  /** `last` comes after the end of the picture, when nothing is left to tell; a `glance` showed small pictures. */
  onShown(ranges: readonly FrameRange[], ratePercent: number, last: boolean, glance: boolean): void;
  /** The picture will be shown lighter or darker than recorded, or as recorded again; throws when that cannot be logged. */
  onEnhanced(enhancement: Enhancement): void;
  onStopped(reason: StopReason, segment?: number): void;
}

/** A picture that was opened. */
export interface OpenPicture {
  readonly ticket: string;
  readonly path: string;
  /** Milliseconds from the start of the recording to an approved frame; null for any other. */
  readonly msOf: (frame: number) => number | null;
}

/** A frame that the decoder itself named, with what a mark on it needs (rule R6). */
export interface ConfirmedPicture {
  readonly frame: number;
  readonly ticks: number;
  readonly timescale: number;
  /** SHA-256 of the frame's encoded bytes, lower-case hex. */
  readonly digest: string;
}

/** The vault, as narrow as the room needs it. */
export interface Pictures {
  open(request: PictureRequest): Promise<Result<OpenPicture, Failure>>;
  close(ticket: string): void;
  /** The frame last confirmed by the picture, while it is still the one on screen. */
  confirmed(ticket: string): ConfirmedPicture | null;
  /** Waits a moment for what a closed picture had shown and not yet said. */
  lastWord(ticket: string): Promise<void>;
}

/** What a person signs on being here. */
export type SignedPresence = Omit<PresenceAct, "v" | "person" | "station" | "at">;

export interface RoomPorts {
  readonly log: RoomLog;
  readonly grants: GrantDesk;
  readonly present: PresentToken;
  /** A person's signature on being here: CMS SignedData over a `PresenceAct`, base64. */
  readonly signPresence: (opened: RoomToken, act: SignedPresence) => string;
  /** Whether a certificate token is in the reader now. */
  readonly hasToken: (token: string) => boolean;
  /** What the policy pack that the grant names says. */
  readonly limits: (leaf: GrantLeaf) => RoomLimits;
  /** The undertaking of the pack that the grant names; null when this station does not hold it. */
  readonly undertaking: (leaf: GrantLeaf) => Signed | null;
  /** Keeps an undertaking and a hand under it sealed. */
  readonly keepHand: (viewing: string, person: string, undertaking: Signed, signature: Signed) => void;
  /** Keeps the hand under an objection sealed, by the name of the objection. */
  readonly keepObjection: (objection: string, hand: Signed) => void;
  /** The provision that holds a recording because of an objection; empty before the first pack has come. */
  readonly objectionArticle: () => string;
  readonly pictures: Pictures;
  /** Who is signed in on the screen. */
  readonly signedIn: () => Person | null;
  readonly footage: (asset: string) => Promise<Footage | null>;
  /** What somebody would do beyond their graded authorisation by the pack of the grant, with its article; `null` when they may. */
  readonly beyond: (
    person: string,
    action: GradedAction,
    footage: readonly GradedFootage[],
    leaf: GrantLeaf,
  ) => Failure | null;
  /** Writes everybody's slip of a viewing that is about to end; `view.end` says of them what this answers. */
  readonly conclude: (viewing: string, recording: (asset: string) => Recording) => SlipNote[];
  /** Why no new viewing may begin at this station, e.g. headquarters was not heard of for too long; null when one may. */
  readonly standStill: () => Failure | null;
  /** Why the room guard lets no picture of this footage be shown now; null when it does. */
  readonly guarded: (footage: readonly Footage[], leaf: GrantLeaf) => Failure | null;
  /** The station's X25519 key that grants are sealed to. */
  readonly kemKey: () => KeyObject;
  /** The log's time, which never goes back. */
  readonly now: () => Date;
  /** Origin of the vault, without a trailing slash. */
  readonly vaultOrigin: string;
  /** Station and room for the watermark. */
  readonly place: string;
  readonly onChange: (viewing: Viewing | null) => void;
}
