import type { AuditLog, LogClock } from "../auditlog/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import { machineDetectors, startRoomGuard, type Detector, type Look } from "../guard/index.ts";
import { blocking, effectOf, type GuardEffect, type WatchedTerms } from "../seal/index.ts";
import type { ProtectionState, ShellEvent } from "../shell/port.ts";
import { missingFrom, type Floor } from "../../shared/access/policy/floors.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Protection } from "../../shared/model/station.ts";
import type { StopReason, Viewing } from "../../shared/model/viewing.ts";
import type { ProtectionId } from "../../shared/protections.ts";
import type { GuardSense, Sighting } from "../../shared/room-guard.ts";
import { askedBy, type Asked } from "./from-pack.ts";
import { reportProtections } from "./received.ts";
import type { Rooms } from "./rooms.ts";
import type { StatusBoard } from "./status.ts";

/** Between two looks at every protection; one of them reads the whole installed program. */
const selfCheckMs = 120_000;
/** A protection that failed is looked at again before it counts: a process that is just starting has no filter yet. */
const secondLookMs = 1000;

/** Lines of the shield meter that the senses answer for. */
const lineOf: Partial<Record<GuardSense, Protection["id"]>> = {
  displays: "displays",
  session: "lockScreen",
  programs: "recorders",
  devices: "devices",
  sound: "sound",
};

const toldOf = (sign: Sighting["sign"]): Sighting => ({ sign, detail: "shell" });

interface Options {
  readonly rooms: Rooms;
  readonly log: Pick<AuditLog, "append">;
  readonly board: StatusBoard;
  readonly diagnostics: TechnicalLog;
  readonly demonstration: boolean;
  readonly clock: LogClock;
  readonly senses?: readonly Detector[];
  readonly onChange: () => void;
  readonly onFailure: (where: string, error: unknown) => void;
}

/** The room guard of a station: it takes the picture away, and keeps it away while the reason lasts. */
export interface StationGuard {
  /** Looks at everything once, writes it to the log and goes on looking. */
  begin(): Promise<void>;
  /** What the runtime noticed. */
  observe(event: ShellEvent): void;
  /** Why no picture may be shown now; null when one may. */
  refusal(asked: Asked): Failure | null;
  /** Lines of the shield meter that a shell knows nothing of. */
  protections(): Readonly<Record<string, ProtectionState>>;
  close(): void;
}

/**
 * Joins the senses, the policy of `seal/` and the viewing room.
 *
 * The picture goes first and the entry follows; an entry that cannot be written stops everything else as usual. What is
 * seen while no keys are open is in nobody's way: it stands in the refusal of whoever tries to unlock.
 */
export function openRoomGuard(options: Options): StationGuard {
  const { rooms, log, board, diagnostics, demonstration, clock, onFailure } = options;
  /** What the runtime told and has not yet taken back. */
  let told: Sighting[] = [];
  let failed: readonly string[] = [];
  let logged = "";
  const noted = new Set<string>();
  let closed = false;

  const openViewing = (): Viewing | null => {
    const viewing = rooms.room.current();
    return viewing?.stage === "ready" || viewing?.stage === "playing" ? viewing : null;
  };
  const termsOf = ({ grant, footage }: Viewing): WatchedTerms & Asked => {
    const leaf = rooms.grants.find(grant.id)?.leaf;
    const pack = leaf === undefined ? null : rooms.received.policyOf(leaf.policy.digest);
    return { ...askedBy(pack, footage, leaf), demonstration };
  };
  /** A demonstration shows invented recordings, on whatever machine people try it out. */
  const lacking = (floor: Floor): readonly ProtectionId[] =>
    demonstration ? [] : missingFrom(floor, board.protections());
  const keepFloor = (): void => {
    const viewing = openViewing();
    const missing = viewing === null ? [] : lacking(termsOf(viewing).floor);
    if (viewing !== null && missing.length > 0) {
      take(viewing, "protection-failed", missing.join(", "), "black");
    }
  };
  const take = (viewing: Viewing, sign: StopReason, detail: string, effect: GuardEffect): void => {
    try {
      if (effect === "black") {
        rooms.room.stop(sign);
      }
      log.append({ t: "guard.sign", b: { viewing: viewing.id, sign, effect, detail } });
    } catch (error) {
      onFailure("guard", error);
    }
  };
  const judge = ({ present, happened }: Pick<Look, "present" | "happened">): void => {
    for (const { sign, detail } of [...happened, ...present]) {
      const viewing = openViewing();
      if (viewing === null) {
        return;
      }
      const effect = effectOf(sign, termsOf(viewing));
      const lasting = `${viewing.id} ${sign} ${detail}`;
      const isNew = happened.some((one) => one.sign === sign) || !noted.has(lasting);
      if (effect === "black" || isNew) {
        noted.add(lasting);
        take(viewing, sign, detail, effect);
      }
    }
  };

  const senses = startRoomGuard({
    detectors: options.senses ?? machineDetectors(clock),
    isWatching: () => rooms.room.current() !== null,
    onLook: judge,
    onState: () => void check(),
    onFault: (error) => void diagnostics.report("guard", error),
  });
  const present = (): Sighting[] => [...told, ...senses.present()];

  let checking: Promise<void> | null = null;
  let again: NodeJS.Timeout | undefined;
  const check = async (): Promise<void> => {
    // Before the first entry about the protections there is nothing that could have changed.
    if (logged === "" || closed) {
      return;
    }
    checking ??= lookAgain()
      .catch((error: unknown) => onFailure("self-check", error))
      .finally(() => {
        checking = null;
      });
    return checking;
  };
  const lookAgain = async (): Promise<void> => {
    const found = await board.lookAtProtections();
    const now = found.filter(({ state }) => state === "failed").map(({ id }) => id);
    if (now.length > 0 && failed.length === 0) {
      again = setTimeout(() => void confirm(now), secondLookMs);
      again.unref();
    } else {
      failed = now;
      keepFloor();
    }
    await write(found);
  };
  const confirm = async (before: readonly string[]): Promise<void> => {
    const found = await board.lookAtProtections();
    failed = found.filter(({ id, state }) => state === "failed" && before.includes(id)).map(({ id }) => id);
    const viewing = openViewing();
    if (failed.length > 0 && viewing !== null) {
      take(viewing, "protection-failed", failed.join(", "), "black");
    } else {
      keepFloor();
    }
  };
  const write = async (found: readonly Protection[]): Promise<void> => {
    const protections = found.map(({ id, state }) => ({ id, state }));
    const text = JSON.stringify(protections);
    if (text === logged || closed) {
      return;
    }
    logged = text;
    log.append({ t: "seal.state", b: { protections, shell: board.current().shell.kind } });
    options.onChange();
    await reportProtections(rooms, board, found);
  };

  let timer: NodeJS.Timeout | undefined;
  return {
    begin: async () => {
      await senses.look();
      await write(await board.lookAtProtections());
      timer = setInterval(() => void check(), selfCheckMs);
      timer.unref();
    },
    observe: ({ kind }) => {
      if (kind === "unlock" || kind === "resume") {
        const over = kind === "unlock" ? "screen-locked" : "machine-asleep";
        told = told.filter(({ sign }) => sign !== over);
      } else if (kind === "lock" || kind === "suspend") {
        const began = toldOf(kind === "lock" ? "screen-locked" : "machine-asleep");
        told = [...told.filter(({ sign }) => sign !== began.sign), began];
        judge({ present: [began], happened: [] });
      } else if (kind === "display-change") {
        judge({ present: [], happened: [toldOf("display-changed")] });
      }
    },
    refusal: ({ confidential, floor }) => {
      if (failed.length > 0) {
        return { code: "room-guard", reason: "protection-failed", detail: failed.join(", ") };
      }
      const missing = lacking(floor);
      if (missing.length > 0) {
        const { article } = floor;
        return { code: "below-floor", missing: [...missing], ...(article === undefined ? {} : { article }) };
      }
      const found = blocking(present(), { confidential, demonstration });
      return found === null ? null : { code: "room-guard", reason: found.sign, detail: found.detail };
    },
    protections: () =>
      Object.fromEntries(
        [...senses.states()].flatMap(([sense, state]) => {
          const id = lineOf[sense];
          return id === undefined ? [] : [[id, state] as const];
        }),
      ),
    close: () => {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      senses.close();
    },
  };
}
