import { randomBytes } from "node:crypto";
import type { Failure } from "../../../shared/failure.ts";
import type { GrantId } from "../../../shared/model/grant.ts";
import { viewingIdSchema, type RosterEntry, type StopReason, type Viewing } from "../../../shared/model/viewing.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { openGrantKeys, presenceShare } from "../../formats/grant.ts";
import type { RoomPorts, RoomToken } from "./ports.ts";
import { openPicture, openRefusal } from "./picture.ts";
import { checkInRefusal, grantRefusal, roomRefusal } from "./preconditions.ts";
import { missingFrom, presentAs, presentIn, rosterForLog } from "./roster.ts";
import { recordingOf, stageOf, viewingForScreen, type ViewingState } from "./state.ts";

/** What a person does to enter the room. */
export interface CheckIn {
  readonly viewing: string;
  readonly capacity: RosterEntry["capacity"];
  readonly token: string;
  readonly pin: string;
  readonly papersChecked: boolean;
  readonly devicesDeposited: boolean;
}

type Answer = Result<Viewing, Failure>;

/** The viewing room: one viewing at a time, from the roster to the end. */
export interface ViewingRoom {
  current(): Viewing | null;
  prepare(grant: GrantId): Promise<Answer>;
  checkIn(input: CheckIn): Answer;
  checkOut(viewing: string, person: string): Answer;
  acceptNotice(viewing: string): Answer;
  unlock(viewing: string, token: string, pin: string): Answer;
  open(viewing: string, asset: string): Promise<Answer>;
  resume(viewing: string, token: string, pin: string): Answer;
  /** Takes the picture away, lets it say what it had shown, and ends the viewing with everybody's slip. */
  end(viewing: string): Promise<Answer>;
  /** The station stops the picture and drops the keys; a supervisor must unlock again. */
  stop(reason: StopReason): void;
  /** Ends what is open, e.g. because the person signed out. */
  leave(): void;
  /** Looks at the log's clock; call it at least once a second while a viewing is open. */
  tick(): void;
  /** Ticket of the open picture, for the vault's own answers. */
  ticket(viewing: string, asset: string): string | null;
}

/** Composes the room. Every step is in the log before it has an effect. */
export function createViewingRoom(ports: RoomPorts): ViewingRoom {
  const { log, now } = ports;
  let state: ViewingState | null = null;

  const show = (of: ViewingState): Viewing => viewingForScreen(of, ports.vaultOrigin, now());
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

  const closePicture = (of: ViewingState): void => {
    if (of.open !== null) {
      ports.pictures.close(of.open.ticket);
      of.open = null;
    }
  };

  const stopped = (of: ViewingState, reason: StopReason, detail: Readonly<Record<string, number>> = {}): void => {
    // The picture goes first: if the log cannot take the entry, nothing is on screen any more.
    closePicture(of);
    of.keys = null;
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
    closePicture(of);
    of.keys = null;
    const slips = ports.conclude(of.id, (asset) => recordingOf(of, asset));
    log.append({ t: "view.end", b: { viewing: of.id, grant: of.grant.leaf.grant, slips } });
    of.endedAt = now().toISOString();
    state = null;
  };

  /** Ends once the picture has said what it had shown, so that the slips need not guess. */
  const endInWords = async (of: ViewingState): Promise<void> => {
    of.isEnding = true;
    const ticket = of.open?.ticket;
    closePicture(of);
    of.keys = null;
    try {
      await (ticket === undefined ? undefined : ports.pictures.lastWord(ticket));
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

  const openKeys = (of: ViewingState, opened: RoomToken): Answer => {
    const supervising = presentAs(of.roster, "supervisor").some(({ person }) => person === opened.personId);
    if (!supervising) {
      return fail({ code: "presence", reason: "supervisor-absent" });
    }
    const { leaf } = of.grant;
    const share = presenceShare(leaf, opened.certificatePem, opened.privateKeyPem);
    if (share === null) {
      return fail({ code: "presence", reason: "not-on-grant" });
    }
    log.append({
      t: "key.open",
      b: {
        viewing: of.id,
        grant: leaf.grant,
        supervisor: opened.personId,
        roster: rosterForLog(of.roster),
        act: ports.signPresence(opened, of.unlockedAt === undefined ? "room.unlock" : "room.resume", of.id),
      },
      person: opened.personId,
    });
    const keys = openGrantKeys(leaf, { stationPrivateKey: ports.kemKey(), presenceShares: [share] });
    if (keys === null) {
      return fail({ code: "grant-refused", reason: "tampered" });
    }
    of.keys = keys;
    of.unlockedAt = now().toISOString();
    delete of.stopReason;
    return changed(of);
  };

  const readyToUnlock = (of: ViewingState): Failure | null => {
    const refusal = refresh(of) ?? roomRefusal(of.roster, of.footage);
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

  const unlock = (viewing: string, token: string, pin: string): Answer => {
    const found = find(viewing);
    if (!found.ok) {
      return found;
    }
    const refusal = readyToUnlock(found.value);
    return refusal === null ? ports.present(token, pin, (opened) => openKeys(found.value, opened)) : fail(refusal);
  };

  return {
    current: () => (state === null ? null : show(state)),
    ticket: (viewing, asset) => (state?.id === viewing && state.open?.asset === asset ? state.open.ticket : null),

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
        open: null,
        openings: 0,
        shown: new Map(),
        times: new Map(),
        isEnding: false,
      };
      return changed(state);
    },

    checkIn: (input) => {
      const found = find(input.viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      return ports.present(input.token, input.pin, (opened) => {
        const refusal =
          refresh(of) ??
          checkInRefusal({ ...input, leaf: of.grant.leaf, footage: of.footage, roster: of.roster, opened });
        if (refusal !== null) {
          return fail(refusal);
        }
        if (presentAs(of.roster, input.capacity).some(({ person }) => person === opened.personId)) {
          return changed(of);
        }
        enter(of, input, opened, ports);
        return changed(of);
      });
    },

    checkOut: (viewing, person) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      const leaving = presentIn(of.roster).find((entry) => entry.person === person);
      if (leaving === undefined) {
        return fail({ code: "presence", reason: "not-on-grant" });
      }
      log.append({ t: "room.checkOut", b: { viewing, person: leaving.person }, person: leaving.person });
      const checkedOutAt = now().toISOString();
      of.roster = of.roster.map((entry) => (entry === leaving ? { ...entry, checkedOutAt } : entry));
      if (of.keys !== null && missingFrom(of.roster) !== null) {
        stopped(of, "roster-broken");
        return ok(show(of));
      }
      return changed(of);
    },

    acceptNotice: (viewing) => {
      const found = find(viewing);
      if (!found.ok) {
        return found;
      }
      const of = found.value;
      const refusal = refresh(of) ?? roomRefusal(of.roster, of.footage);
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

    open: async (viewing, asset) => {
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
      closePicture(of);
      return openPicture(ports, of, asset, nodes, {
        isCurrent: () => state === of && of.keys !== null,
        stopped,
        // The last word of a closed picture may come when another viewing is under way already.
        changed: (late) => (state === late ? changed(late) : ok(show(late))),
      });
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
      if (state === null || stageOf(state) === "stopped") {
        return;
      }
      if (refresh(state)?.code === "grant-refused" && state.keys !== null) {
        stopped(state, "grant-expired");
      }
    },
  };
}

/** Writes somebody into the roster; the log has it, with their own signature, before the room does. */
function enter(of: ViewingState, input: CheckIn, opened: RoomToken, ports: RoomPorts): void {
  const { capacity, papersChecked, devicesDeposited, token } = input;
  const { personId: person, certificate } = opened;
  const { name } = opened.person;
  const act = ports.signPresence(opened, "room.checkIn", of.id);
  ports.log.append({
    t: "room.checkIn",
    b: { viewing: of.id, person, name, capacity, papersChecked, devicesDeposited, certificate, act },
    person,
  });
  const checkedInAt = ports.now().toISOString();
  of.roster.push({ person, name, capacity, papersChecked, devicesDeposited, certificate, token, checkedInAt });
}
