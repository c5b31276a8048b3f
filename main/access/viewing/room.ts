import { randomBytes } from "node:crypto";
import type { Failure } from "../../../shared/failure.ts";
import type { GrantId } from "../../../shared/model/grant.ts";
import { viewingIdSchema, type HaltReason, type StopReason, type Viewing } from "../../../shared/model/viewing.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import {
  admit,
  checkIn,
  checkOut,
  confirmPresence,
  handOver,
  type Admission,
  type CheckIn,
  type HandOver,
} from "./attendance.ts";
import type { RoomPorts, RoomToken } from "./ports.ts";
import { closePictures, hasRoomBeside, openPicture, openRefusal } from "./picture.ts";
import { grantRefusal, roomRefusal } from "./preconditions.ts";
import { rosterForLog } from "./roster.ts";
import { confirmBy, dropKeys, pictureOf, recordingOf, stageOf, viewingForScreen, type ViewingState } from "./state.ts";
import { object, type Objection } from "./objection.ts";
import { openKeys } from "./unlocking.ts";

type Answer = Result<Viewing, Failure>;

/** A moment of `asset` was put so many milliseconds later in `beside`; the clocks said `clockOffsetMs`. */
interface Moved {
  readonly viewing: string;
  readonly asset: string;
  readonly beside: string;
  readonly offsetMs: number;
  readonly clockOffsetMs: number;
}

/** The viewing room: one viewing at a time, from the roster to the end. */
export interface ViewingRoom {
  current(): Viewing | null;
  prepare(grant: GrantId): Promise<Answer>;
  checkIn(input: CheckIn): Answer;
  admit(input: Admission): Answer;
  checkOut(viewing: string, person: string): Answer;
  handOver(input: HandOver): Answer;
  object(input: Objection): Answer;
  confirm(viewing: string, token: string, pin: string): Answer;
  /** Somebody in the room sees an empty chair or a stranger: the picture and the keys go at once. */
  halt(viewing: string, reason: HaltReason): Answer;
  acceptNotice(viewing: string): Answer;
  unlock(viewing: string, token: string, pin: string): Answer;
  /** Opens a picture in the place of what is open, or `beside` it: another camera of the grant, watched at once. */
  open(viewing: string, asset: string, beside?: boolean): Promise<Answer>;
  /** Notes that somebody moved one open camera against another. */
  align(moved: Moved): Answer;
  /** Takes a camera beside the picture off the screen again. */
  closeBeside(viewing: string, asset: string): Answer;
  resume(viewing: string, token: string, pin: string): Answer;
  /** Takes the picture away, lets it say what it had shown, and ends the viewing with everybody's slip. */
  end(viewing: string): Promise<Answer>;
  /** The station stops the picture and drops the keys; a supervisor must unlock again. */
  stop(reason: StopReason): void;
  /** Ends what is open, e.g. because the person signed out. */
  leave(): void;
  /** Looks at the log's clock; call it at least once a second while a viewing is open. */
  tick(): void;
  /** Ticket of the open picture of a recording, for the vault's own answers. */
  ticket(viewing: string, asset: string): string | null;
}

/** Composes the room. Every step is in the log before it has an effect. */
export function createViewingRoom(ports: RoomPorts): ViewingRoom {
  const { log, now } = ports;
  let state: ViewingState | null = null;

  const show = (of: ViewingState): Viewing =>
    viewingForScreen(of, {
      vaultOrigin: ports.vaultOrigin,
      now: now(),
      confirmMinutes: ports.limits(of.grant.leaf).confirmMinutes,
    });
  const changed = (of: ViewingState): Answer => {
    const viewing = show(of);
    // What is about to end must not look like a step that somebody has to take.
    if (!of.isEnding) {
      ports.onChange(viewing.stage === "ended" ? null : viewing);
    }
    return ok(viewing);
  };
  const find = (viewing: string): Result<ViewingState, Failure> => {
    if (state === null || state.id !== viewing) {
      return fail({ code: "not-found", subject: "viewing" });
    }
    return state.endedAt === undefined && !state.isEnding ? ok(state) : fail({ code: "presence", reason: "ended" });
  };

  const stopped = (of: ViewingState, reason: StopReason, detail: Readonly<Record<string, number>> = {}): void => {
    // Every picture goes first: if the log cannot take the entry, nothing is on screen any more.
    closePictures(ports, of);
    dropKeys(of);
    of.stopReason = reason;
    try {
      if (reason === "footage-damaged") {
        log.append({ t: "verify.fail", b: { viewing: of.id, subject: "footage", ...detail } });
      }
      log.append({ t: "view.stop", b: { viewing: of.id, reason, roster: rosterForLog(of.roster) } });
    } finally {
      changed(of);
    }
  };

  const end = (of: ViewingState): void => {
    closePictures(ports, of);
    dropKeys(of);
    const slips = ports.conclude(of.id, (asset) => recordingOf(of, asset));
    log.append({ t: "view.end", b: { viewing: of.id, grant: of.grant.leaf.grant, slips } });
    of.endedAt = now().toISOString();
    state = null;
  };

  /** Ends once the picture has said what it had shown, so that the slips need not guess. */
  const endInWords = async (of: ViewingState): Promise<void> => {
    of.isEnding = true;
    const closed = of.pictures;
    closePictures(ports, of);
    dropKeys(of);
    try {
      await Promise.all(closed.map(({ ticket }) => ports.pictures.lastWord(ticket)));
    } finally {
      of.isEnding = false;
    }
    // Somebody who signed out meanwhile has ended it already.
    if (state === of) {
      end(of);
    }
  };

  const endCurrent = async (): Promise<void> => {
    await (state === null ? undefined : endInWords(state));
    // Another viewing may have been prepared while the last word of this one was awaited.
    if (state !== null) {
      end(state);
    }
  };

  const refresh = (of: ViewingState): Failure | null => {
    const held = ports.grants.find(of.grant.summary.id, of.id);
    if (held === null) {
      return { code: "grant-refused", reason: "unknown" };
    }
    of.grant = held;
    return grantRefusal(held);
  };

  /** Whoever came or went: nothing is shown on to people to whom it could not have been opened. */
  const rosterChanged = (of: ViewingState): Answer => {
    if (of.keys !== null && roomRefusal(of.roster, of.footage, of.grant.leaf) !== null) {
      stopped(of, "roster-broken");
      return ok(show(of));
    }
    return changed(of);
  };

  /** Does what a person signs with their token, while the grant still holds. */
  const signedBy = (
    input: { readonly viewing: string; readonly token: string; readonly pin: string },
    act: (of: ViewingState, opened: RoomToken) => Failure | null,
  ): Answer => {
    const found = find(input.viewing);
    if (!found.ok) {
      return found;
    }
    const of = found.value;
    return ports.present(input.token, input.pin, (opened) => {
      const refusal = refresh(of) ?? act(of, opened);
      return refusal === null ? rosterChanged(of) : fail(refusal);
    });
  };

  const readyToUnlock = (of: ViewingState): Failure | null => {
    const refusal =
      refresh(of) ?? roomRefusal(of.roster, of.footage, of.grant.leaf) ?? ports.guarded(of.footage, of.grant.leaf);
    if (refusal !== null) {
      return refusal;
    }
    // A viewing under way ends by the rules of its grant.
    const still = of.unlockedAt === undefined ? ports.standStill() : null;
    if (still !== null) {
      return still;
    }
    return of.noticeAcceptedAt === undefined ? { code: "presence", reason: "notice-not-accepted" } : null;
  };

  const unlock = (viewing: string, token: string, pin: string): Answer =>
    signedBy({ viewing, token, pin }, (of, opened) =>
      // Keys that are open already stay those that they are.
      of.keys === null ? (readyToUnlock(of) ?? openKeys(ports, of, opened)) : null,
    );

  /** Why an unlocked room may not stay so at this moment, by the log's clock. */
  const mustStop = (of: ViewingState): StopReason | null => {
    const refusal = refresh(of);
    if (refusal?.code === "grant-refused") {
      return refusal.reason === "revoked" ? "grant-revoked" : "grant-expired";
    }
    if (of.onDuty === undefined || !ports.hasToken(of.onDuty.token)) {
      return "token-removed";
    }
    const { confirmMinutes, restMinutes } = ports.limits(of.grant.leaf);
    const at = now().getTime();
    if (at >= confirmBy(of, confirmMinutes)) {
      return "presence-unconfirmed";
    }
    return at - of.activeAt >= restMinutes * 60_000 ? "rested" : null;
  };

  return {
    current: () => (state === null ? null : show(state)),
    ticket: (viewing, asset) => (state?.id === viewing ? (pictureOf(state, asset)?.ticket ?? null) : null),

    prepare: async (grant) => {
      const person = ports.signedIn();
      if (person === null) {
        return fail({ code: "not-signed-in" });
      }
      if (state?.grant.summary.id === grant) {
        return ok(show(state));
      }
      const held = ports.grants.find(grant);
      if (held === null) {
        return fail({ code: "grant-refused", reason: "unknown" });
      }
      const { leaf } = held;
      if (![...leaf.viewers, ...leaf.supervisors].some((named) => named.person === person.person)) {
        return fail({ code: "not-permitted", action: "viewing:prepare" });
      }
      const refusal = grantRefusal(held) ?? ports.standStill();
      if (refusal !== null) {
        return fail(refusal);
      }
      const footage = await Promise.all(leaf.assets.map(({ asset }) => ports.footage(asset)));
      await endCurrent();
      const id = viewingIdSchema.parse(`v-${randomBytes(10).toString("hex")}`);
      log.append({ t: "room.prepare", b: { viewing: id, grant: leaf.grant }, person: person.person });
      state = {
        id,
        grant: held,
        footage: footage.filter((row) => row !== null),
        roster: [],
        keys: null,
        pictures: [],
        openings: 0,
        confirmedAt: 0,
        activeAt: 0,
        shown: new Map(),
        times: new Map(),
        isEnding: false,
      };
      return changed(state);
    },

    checkIn: (input) => signedBy(input, (of, opened) => checkIn(ports, of, input, opened)),
    admit: (input) => signedBy(input, (of, opened) => admit(ports, of, input, opened)),
    handOver: (input) => signedBy(input, (of, opened) => handOver(ports, of, input, opened)),
    object: (input) => signedBy(input, (of, opened) => object(ports, of, input, opened)),
    confirm: (viewing, token, pin) =>
      signedBy({ viewing, token, pin }, (of, opened) => confirmPresence(ports, of, opened)),

    checkOut: (viewing, person) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      if (!checkOut(ports, of, person)) {
        return fail({ code: "presence", reason: "not-on-grant" });
      }
      return rosterChanged(of);
    },

    halt: (viewing, reason) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      if (found.value.keys !== null) {
        stopped(found.value, reason);
      }
      return ok(show(found.value));
    },

    acceptNotice: (viewing) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      const refusal = refresh(of) ?? roomRefusal(of.roster, of.footage, of.grant.leaf);
      if (refusal !== null) {
        return fail(refusal);
      }
      if (of.noticeAcceptedAt === undefined) {
        log.append({ t: "room.notice", b: { viewing, roster: rosterForLog(of.roster) } });
        of.noticeAcceptedAt = now().toISOString();
      }
      return changed(of);
    },

    unlock,
    resume: unlock,

    open: async (viewing, asset, beside = false) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      const nodes = of.keys?.get(asset);
      const refusal = readyToUnlock(of) ?? openRefusal(of, asset);
      if (refusal !== null || nodes === undefined) {
        return fail(refusal ?? { code: "presence", reason: "not-unlocked" });
      }
      if (beside && !hasRoomBeside(of, asset)) {
        return fail({ code: "bad-request", field: "asset" });
      }
      return openPicture(ports, of, asset, nodes, beside, {
        isCurrent: () => state === of && of.keys !== null,
        stopped,
        // The last word of a closed picture may come when another viewing is under way already.
        changed: (late) => (state === late ? changed(late) : ok(show(late))),
      });
    },

    closeBeside: (viewing, asset) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      if (found.value.pictures[0]?.asset !== asset) {
        closePictures(ports, found.value, asset);
      }
      return changed(found.value);
    },

    align: ({ viewing, ...moved }) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      if (pictureOf(of, moved.asset) === undefined || pictureOf(of, moved.beside) === undefined) {
        return fail({ code: "bad-request", field: "asset" });
      }
      log.append({ t: "view.align", b: { viewing, ...moved, roster: rosterForLog(of.roster) } });
      of.activeAt = now().getTime();
      return changed(of);
    },

    end: async (viewing) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      await endInWords(found.value);
      return changed(found.value);
    },

    leave: () => {
      if (state !== null) {
        const of = state;
        end(of);
        changed(of);
      }
    },

    stop: (reason) => {
      if (state !== null && !state.isEnding && stageOf(state) !== "stopped") {
        stopped(state, reason);
      }
    },

    tick: () => {
      if (state === null) {
        return;
      }
      if (state.stopReason === "rested") {
        // It said a tick ago what it had shown.
        const of = state;
        end(of);
        changed(of);
        return;
      }
      const reason = state.keys === null ? null : mustStop(state);
      if (reason !== null) {
        stopped(state, reason);
      }
    },
  };
}
