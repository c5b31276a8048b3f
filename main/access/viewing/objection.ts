import { randomBytes } from "node:crypto";
import type { Failure } from "../../../shared/failure.ts";
import type { PersonId } from "../../../shared/model/person.ts";
import type { UndertakingSignature } from "../../../shared/model/viewing.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { encodeCanonical } from "../../formats/canonical-json.ts";
import { sha256Hex } from "../../formats/digest.ts";
import type { ConfirmedPicture, RoomPorts, RoomToken } from "./ports.ts";
import { presentAs, presentIn, type Presence } from "./roster.ts";
import { pictureOf, type ViewingState } from "./state.ts";
import { isHandOf, signatureOf, type Signed } from "./undertaking.ts";

/** Somebody in the room objects to what a frame shows; a supervisor countersigns. */
export interface Objection {
  readonly viewing: string;
  readonly asset: string;
  /** The frame on screen, as the decoder itself named it (rule R6). */
  readonly frame: number;
  readonly statement: string;
  readonly person: PersonId;
  /** With a certificate its PIN; without one, the person's hand, which the supervisor witnesses. */
  readonly signature:
    | { readonly kind: "certificate"; readonly pin: string }
    | { readonly kind: "hand"; readonly hand: UndertakingSignature };
  /** The supervisor's. */
  readonly token: string;
  readonly pin: string;
}

/** Who may object: those who came to look, and whoever is there for one of them. */
const speakers: ReadonlySet<Presence["capacity"]> = new Set(["viewer", "guardian", "interpreter"]);

/**
 * Takes an objection (异议): both sign exactly what is stated about exactly this frame, and the recording is held from
 * the same commit on, so there is no moment at which an objection stands and its recording may be destroyed (O-96).
 */
export function object(ports: RoomPorts, of: ViewingState, input: Objection, supervisor: RoomToken): Failure | null {
  const speaker = presentIn(of.roster).find(
    ({ person, capacity }) => person === input.person && speakers.has(capacity),
  );
  if (speaker === undefined) {
    return { code: "presence", reason: "not-on-grant" };
  }
  const isSupervising = presentAs(of.roster, "supervisor").some(({ person }) => person === supervisor.personId);
  if (!isSupervising || supervisor.personId === input.person) {
    return { code: "presence", reason: "not-supervising" };
  }
  const picture = pictureOf(of, input.asset);
  const shown = picture === undefined ? null : ports.pictures.confirmed(picture.ticket);
  // Somebody who sees another frame than the decoder named would object to the wrong one.
  if (shown?.frame !== input.frame) {
    return { code: "frame-unconfirmed" };
  }
  const stated = statementOf(input, shown);
  const signed = signBySpeaker(ports, of, { input, speaker, stated });
  if (!signed.ok) {
    return signed.failure;
  }
  append(ports, { input, speaker, supervisor, shown, stated, signed: signed.value });
  return null;
}

/** What both sign: the words, and the frame by its index, time and digest. */
function statementOf({ viewing, asset, person, statement }: Objection, shown: ConfirmedPicture): Signed {
  const bytes = encodeCanonical({
    v: 1,
    t: "objection",
    viewing,
    asset,
    frame: shown.frame,
    presentationTicks: shown.ticks,
    timescale: shown.timescale,
    frameDigest: shown.digest,
    person,
    statement,
  });
  return { bytes, digest: sha256Hex(bytes) };
}

/** How the person signed: their own CMS act, or a hand that the supervisor witnesses. */
type SpeakerSignature = { readonly act: string } | { readonly hand: Signed };

function signBySpeaker(
  ports: RoomPorts,
  of: ViewingState,
  act: { readonly input: Objection; readonly speaker: Presence; readonly stated: Signed },
): Result<SpeakerSignature, Failure> {
  const { input, speaker, stated } = act;
  const { signature } = input;
  if (speaker.token !== undefined) {
    return signature.kind === "hand"
      ? // Whoever has a certificate is not to be spoken for by a drawing.
        fail({ code: "presence", reason: "objection-unsigned" })
      : signWithToken(ports, { viewing: of.id, token: speaker.token, pin: signature.pin, stated });
  }
  const name = of.grant.outsiders().find(({ person }) => person === speaker.person)?.name;
  return signature.kind === "hand" && name !== undefined && isHandOf(signature.hand, name)
    ? ok({
        hand: signatureOf(signature.hand, { viewing: of.id, person: speaker.person, objection: stated.digest }),
      })
    : fail({ code: "presence", reason: "objection-unsigned" });
}

function signWithToken(
  ports: RoomPorts,
  by: { readonly viewing: string; readonly token: string; readonly pin: string; readonly stated: Signed },
): Result<SpeakerSignature, Failure> {
  const { viewing, token, pin, stated } = by;
  const signed = ports.present(token, pin, (opened) =>
    ok({ act: ports.signPresence(opened, { t: "room.object", viewing, objection: stated.digest }) }),
  );
  // Two PINs are entered; people must know which of them was wrong.
  return !signed.ok && signed.failure.code === "wrong-pin"
    ? fail({ code: "presence", reason: "objection-unsigned" })
    : signed;
}

function append(
  ports: RoomPorts,
  made: {
    readonly input: Objection;
    readonly speaker: Presence;
    readonly supervisor: RoomToken;
    readonly shown: ConfirmedPicture;
    readonly stated: Signed;
    readonly signed: SpeakerSignature;
  },
): void {
  const { input, speaker, supervisor, shown, stated, signed } = made;
  const id = randomBytes(10).toString("hex");
  const { viewing, asset, frame, statement } = input;
  const hand = "hand" in signed ? { hand: signed.hand.digest } : { act: signed.act };
  const countersign = ports.signPresence(supervisor, {
    t: "room.countersign",
    viewing,
    subject: speaker.person,
    objection: stated.digest,
    ...("hand" in signed ? { signature: signed.hand.digest } : {}),
  });
  if ("hand" in signed) {
    // Kept first: an entry without the hand that it names would prove nothing.
    ports.keepObjection(id, signed.hand);
  }
  const hold = `h-${id}`;
  ports.log.append(
    {
      t: "mark.add",
      b: {
        viewing,
        asset,
        frame,
        kind: "objection",
        note: statement,
        mark: `m-${id}`,
        presentationTicks: shown.ticks,
        timescale: shown.timescale,
        frameDigest: shown.digest,
        by: { person: speaker.person, name: speaker.name },
        witness: { person: supervisor.personId, name: supervisor.person.name },
        hold,
        objection: stated.digest,
        ...hand,
        countersign,
      },
      person: speaker.person,
    },
    {
      t: "hold.set",
      b: { hold, asset, trigger: "objection", mark: `m-${id}`, frame, article: ports.objectionArticle() },
      person: supervisor.personId,
    },
  );
}
