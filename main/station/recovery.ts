import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { HeadquartersClient } from "../access/index.ts";
import type { AuditLog } from "../auditlog/index.ts";
import { base64, hex } from "../formats/bytes.ts";
import { logFingerprint } from "../formats/enrolment-fingerprint.ts";
import { leafHash } from "../formats/merkle.ts";
import type { Identity } from "../identity/index.ts";
import { TransportError } from "../sync/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { NewLogAct } from "../../shared/http/acts.ts";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { RecoveryState } from "../../shared/model/new-log.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { changeEnrolment, type Enrolment } from "./enrolment.ts";
import type { Folders } from "./folders.ts";
import type { Awaiting } from "./new-log.ts";
import type { SealState } from "./seal-state.ts";

/** A station whose log has ended, until headquarters has taken the next one. */
export interface Recovery {
  /** `null` on a station whose log is in order. */
  state(): RecoveryState | null;
  /** Asks headquarters to take the new log: the signed-in supervisor or administrator, with their PIN. */
  ask(pin: string): Promise<Result<RecoveryState, Failure>>;
  /**
   * Whether headquarters takes this log. Asks it while that is open; once it has, the seal is lifted.
   *
   * @throws {TransportError} when it does not answer.
   */
  isTaken(): Promise<boolean>;
}

interface Options {
  readonly enrolment: Enrolment;
  readonly folders: Pick<Folders, "root" | "enrolment">;
  readonly log: AuditLog;
  readonly seal: SealState;
  readonly identity: Pick<Identity, "current" | "sign">;
  readonly headquarters: Pick<HeadquartersClient, "call">;
  readonly onChange: () => void;
}

type Asked = NonNullable<RouteOutput<"ownLog">["asked"]>;

/** Reads how this station stands from its enrolment and its seal. */
export function openRecovery(options: Options): Recovery {
  const { enrolment, folders, log, seal, identity, headquarters } = options;
  let awaiting = enrolment.awaiting ?? null;
  let asked: Asked | null = null;

  const learn = (next: Asked | null): void => {
    const isNews = next?.stage !== asked?.stage || next?.at !== asked?.at;
    asked = next;
    if (isNews) {
      options.onChange();
    }
  };

  const resume = (): void => {
    log.append({ t: "recovery", b: { from: 0, reason: "new log taken", former: { ...awaiting?.former } } });
    changeEnrolment(folders.enrolment, ({ awaiting: _taken, ...kept }) => kept);
    awaiting = null;
    seal.lift();
  };

  const state = (): RecoveryState | null => {
    const ending = seal.endingOf(log.origin);
    if (awaiting === null) {
      return ending === null ? null : { stage: "restart", ending };
    }
    return {
      stage: ending === null ? (asked?.stage ?? "unasked") : "restart",
      ending: ending ?? awaiting.ending,
      former: awaiting.former,
      folder: join(folders.root, awaiting.folder),
      fingerprint: logFingerprint(log.verifierKey),
      ...(asked === null ? {} : { askedAt: asked.at, by: asked.by }),
      ...(asked?.note === undefined ? {} : { note: asked.note }),
    };
  };

  const learnNow = async (): Promise<Result<boolean, Failure>> => {
    const own = await headquarters.call("ownLog", {});
    if (!own.ok) {
      return own;
    }
    if (awaiting !== null && own.value.origin === log.origin) {
      resume();
    } else {
      learn(own.value.asked?.origin === log.origin ? own.value.asked : null);
    }
    return ok(awaiting === null);
  };

  return {
    state,
    isTaken: async () => {
      if (awaiting === null) {
        return true;
      }
      const taken = await learnNow();
      if (!taken.ok) {
        throw new TransportError("headquarters did not say how the new log stands");
      }
      return taken.value;
    },
    ask: async (pin) => {
      const by = identity.current()?.person;
      const now = state();
      if (by === undefined) {
        return fail({ code: "not-signed-in" });
      }
      if (!by.roles.some((role) => role === "roomSupervisor" || role === "administrator")) {
        return fail({ code: "not-permitted", action: "station:askNewLog" });
      }
      if (awaiting === null || now === null || now.stage === "restart") {
        return fail({ code: "not-found", subject: "newLog" });
      }
      const answer = await askAs(options, awaiting, by.person, pin);
      if (!answer.ok) {
        return answer;
      }
      await learnNow();
      return ok(state() ?? now);
    },
  };
}

/** What the person signs names the new log by its genesis, which names its key and what it continues. */
async function askAs(
  { log, identity, headquarters }: Options,
  { ending, former, local }: Awaiting,
  by: string,
  pin: string,
): Promise<Result<unknown, Failure>> {
  const genesis = log.leaf(0);
  const checkpoint = log.checkpointAt(1);
  if (genesis === null || checkpoint === null) {
    return fail({ code: "not-found", subject: "newLog" });
  }
  const signed = await identity.sign(pin, (signer, at) => {
    const act: NewLogAct = {
      v: 1,
      t: "station.newLog",
      person: signer.person,
      station: log.origin,
      at,
      nonce: randomUUID(),
      genesis: hex(leafHash(genesis)),
      ending,
    };
    return act;
  });
  if (!signed.ok) {
    return signed;
  }
  // What the person did stands in the log before headquarters hears of it.
  log.append({
    t: "recovery",
    b: {
      from: 0,
      reason: `new log: ${ending}`,
      by,
      former: { ...former },
      ...(local === undefined ? {} : { local: { ...local } }),
    },
    person: by,
  });
  return headquarters.call("continueLog", { cms: base64(signed.value), genesis: base64(genesis), checkpoint });
}
