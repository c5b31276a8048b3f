import type { AuditLog, LogReader, Verifier } from "../auditlog/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Sync } from "../sync/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { SignedIn } from "../../shared/model/person.ts";
import { mayReadRegisters } from "../../shared/registers.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { administrationHandlers } from "./administration-desk.ts";
import type { Accountability } from "./accountability.ts";
import { behindSignIn } from "./behind-sign-in.ts";
import { bundleHandlers } from "./bundle-handlers.ts";
import type { Bundles } from "./bundles.ts";
import type { Folders } from "./folders.ts";
import { evidenceHandlers } from "./evidence-desk.ts";
import { formHandlers } from "./forms.ts";
import { declarationHandlers } from "./declaration-desk.ts";
import { timeHandlers } from "./time-desk.ts";
import { incidentHandlers } from "./incident-desk.ts";
import { logHandlers } from "./log-desk.ts";
import type { IdleLock } from "./idle.ts";
import type { Recovery } from "./recovery.ts";
import type { Announce, Rooms } from "./rooms.ts";
import type { SealState } from "./seal-state.ts";
import type { Shell } from "../shell/port.ts";
import { policyHandlers } from "./policy-desk.ts";
import { receiptHandlers } from "./receipts.ts";
import { requestHandlers } from "./request-desk.ts";
import { standingHandlers } from "./standing-desk.ts";
import type { StatusBoard } from "./status.ts";
import { noteHandlers } from "./notes.ts";
import { refreshReceived, reportProtections } from "./received.ts";
import { tasksFor } from "./tasks/registry.ts";

/** What the handlers of the channel table work with. */
export interface Desk {
  readonly rooms: Rooms;
  readonly accountability: Accountability;
  readonly board: StatusBoard;
  readonly log: AuditLog;
  readonly reader: LogReader;
  readonly verifier: Verifier;
  /** Verifier key with which headquarters countersigns. */
  readonly cosigner: string;
  readonly sync: Sync;
  readonly seal: SealState;
  readonly recovery: Recovery;
  readonly print: Shell["print"];
  readonly bundles: Bundles;
  readonly folders: Pick<Folders, "exports" | "imports">;
  readonly announce: Announce;
  readonly idle: IdleLock;
}

/** One handler per channel; each hands the question to its room and nothing more. */
export function makeHandlers(desk: Desk): Handlers {
  const handlers: Handlers = {
    ...stationHandlers(desk),
    ...logHandlers(desk),
    ...bundleHandlers(desk),
    ...personHandlers(desk),
    ...footageHandlers(desk),
    ...noteHandlers(desk),
    ...requestHandlers(desk),
    ...standingHandlers(desk),
    ...viewingHandlers(desk),
    ...receiptHandlers(desk),
    ...formHandlers(desk),
    ...incidentHandlers(desk),
    ...policyHandlers(desk),
    ...evidenceHandlers(desk),
    ...timeHandlers(desk),
    ...declarationHandlers(desk),
    ...administrationHandlers(desk),
  };
  return behindSignIn(handlers, () => desk.rooms.identity.current() !== null, desk.accountability);
}

type Some<Prefix extends string> = Pick<Handlers, Extract<keyof Handlers, `${Prefix}:${string}`>>;

function stationHandlers(desk: Desk): Some<"station" | "tasks" | "registers" | "sync"> {
  const { rooms, board, log, sync, recovery, announce } = desk;
  const { look, mend } = desk.accountability;
  return {
    "station:status": () => look(() => ok(board.current())),
    "station:setLocale": ({ locale }) =>
      look(() => {
        board.setLocale(locale);
        announce("station:changed", board.current());
        return ok(board.current());
      }),
    "station:policy": () =>
      look(async () => {
        const known = rooms.received.policy();
        if (known === null) {
          await rooms.received.refresh();
        }
        const policy = rooms.received.policy();
        return policy === null ? fail({ code: "headquarters-unreachable" }) : ok(policy);
      }),
    "station:tasks": () => look(() => tasks(desk)),
    "tasks:seen": ({ ids }) =>
      look(() => {
        const person = rooms.identity.current()?.person.person;
        if (person === undefined) {
          return fail({ code: "not-signed-in" });
        }
        rooms.personal.seenTasks.keep(person, ids);
        return ok(undefined);
      }),
    "station:joining": () => look(() => ok({ at: "joined" })),
    "station:join": () => look(() => fail({ code: "administration", reason: "settled" })),
    "station:askNewLog": ({ pin }) => mend("station:askNewLog", undefined, () => recovery.ask(pin)),

    "registers:viewings": () =>
      readRegisters(desk, () =>
        ok(
          rooms.projection.viewings({
            open: rooms.room.current()?.id ?? null,
            received: log.lastReceipt()?.size ?? 0,
          }),
        ),
      ),
    "registers:page": (query) =>
      readRegisters(desk, () =>
        ok(
          rooms.projection.page(query, {
            open: rooms.room.current()?.id ?? null,
            received: log.lastReceipt()?.size ?? 0,
          }),
        ),
      ),
    "registers:filters": () =>
      look(() => {
        const person = rooms.identity.current()?.person.person;
        return person === undefined ? fail({ code: "not-signed-in" }) : ok(rooms.personal.savedFilters.of(person));
      }),
    "registers:saveFilters": ({ filters }) =>
      look(() => {
        const person = rooms.identity.current()?.person.person;
        if (person === undefined) {
          return fail({ code: "not-signed-in" });
        }
        rooms.personal.savedFilters.keep(person, filters);
        return ok(undefined);
      }),
    "registers:refusals": () =>
      look(() => {
        if (rooms.identity.current() === null) {
          return fail({ code: "not-signed-in" });
        }
        rooms.catchUp();
        return ok(rooms.projection.refusals());
      }),
    "sync:now": () =>
      look(async () => {
        const state = await sync.now();
        await refreshReceived(rooms);
        return ok(state);
      }),
  };
}

/** The register of viewings names people and what they saw; whoever is not signed in as one of its readers learns nothing. */
async function readRegisters<T>(
  { rooms, accountability }: Desk,
  answer: () => Result<T, Failure>,
): Promise<Result<T, Failure>> {
  return accountability.look(() => {
    const person = rooms.identity.current()?.person;
    if (person === undefined) {
      return fail({ code: "not-signed-in" });
    }
    if (!mayReadRegisters(person)) {
      return fail({ code: "not-permitted", action: "registers" });
    }
    rooms.catchUp();
    return answer();
  });
}

async function tasks({ rooms, log }: Desk): ReturnType<Handlers["station:tasks"]> {
  const person = rooms.identity.current()?.person;
  // Headquarters may be away: what the station knows itself still waits.
  return ok(
    person === undefined
      ? []
      : await tasksFor(
          { rooms, person, policy: rooms.received.policy(), now: log.now() },
          rooms.personal.seenTasks.of(person.person),
        ),
  );
}

function personHandlers(desk: Desk): Some<"identity"> {
  const { rooms } = desk;
  const { look, enter, act } = desk.accountability;
  return {
    "identity:tokens": () => look(() => ok(rooms.identity.tokens())),
    "identity:current": () => look(() => ok(rooms.identity.current())),
    "identity:active": () =>
      look(() => {
        desk.idle.touch();
        return ok(undefined);
      }),
    "identity:people": ({ role }) => look(() => ok(rooms.identity.people(role))),
    "identity:signIn": ({ token, pin }) => enter(() => signIn(desk, token, pin)),
    "identity:signOut": () =>
      enter(() => {
        rooms.identity.signOut();
        return ok(undefined);
      }),
    "identity:unlock": ({ locked, token, pin }) =>
      act("identity:unlock", locked, () => rooms.identity.unlock(locked, token, pin)),
  };
}

async function signIn(desk: Desk, token: string, pin: string): Promise<Result<SignedIn, Failure>> {
  const { rooms, seal, log } = desk;
  // Persons and certificates may have changed since the last sign-in; without headquarters the last list counts.
  await refreshReceived(rooms);
  const signedIn = await rooms.identity.signIn(token, pin);
  if (signedIn.ok && seal.mark !== null && mayUnseal(signedIn.value)) {
    await liftSeal(desk, signedIn.value);
  }
  if (signedIn.ok) {
    const protections = await desk.board.lookAtProtections();
    log.append({ t: "seal.state", b: { protections: protections.map(({ id, state }) => ({ id, state })) } });
    await reportProtections(rooms, desk.board, protections);
  }
  return signedIn;
}

function mayUnseal({ person: { roles } }: SignedIn): boolean {
  return roles.includes("roomSupervisor") || roles.includes("administrator");
}

/** A supervisor's act lifts the seal, and only over a log that verifies; what a log has ended with takes more. */
async function liftSeal({ log, verifier, seal, recovery, board, announce }: Desk, by: SignedIn): Promise<void> {
  if (recovery.state() !== null) {
    return;
  }
  const { person } = by.person;
  const outcome = await verifier.verify({ thorough: false, by: person });
  if (outcome?.sound !== true || seal.mark === null) {
    return;
  }
  const { subject, incident } = seal.mark;
  log.append({ t: "recovery", b: { from: log.size, reason: `sealed by ${subject}`, incident, by: person }, person });
  seal.lift();
  announce("station:changed", board.current());
}

function footageHandlers(
  desk: Desk,
): Some<"footage" | "grants" | "findings" | "retention"> & Pick<Handlers, "annotations:list" | "annotations:add"> {
  const { rooms, sync } = desk;
  const { look, act } = desk.accountability;
  const signedIn = (): string | null => rooms.identity.current()?.person.person ?? null;
  const asPerson = <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    look(() => (signedIn() === null ? fail({ code: "not-signed-in" }) : work()));

  return {
    "footage:search": (query) => asPerson(() => rooms.catalogue.search(query)),
    "footage:show": ({ asset }) => asPerson(() => rooms.catalogue.show(asset)),
    "grants:list": () => look(() => ok(rooms.grants.list())),
    "retention:show": () => asPerson(() => rooms.retention.show()),
    "retention:order": ({ order, pin }) =>
      act("retention:order", "asset" in order ? order.asset : undefined, async () => {
        const taken = await rooms.retention.order(order, pin);
        // What was destroyed is to go from here too, and nobody should wait for the next round.
        if (taken.ok && order.order === "list.witness") {
          await sync.now();
        }
        return taken;
      }),
    "findings:list": ({ scope }) => asPerson(() => rooms.findings.list(scope)),
    "findings:show": ({ id }) => asPerson(() => rooms.findings.show(id)),
    "findings:settle": ({ id, settlement, pin }) =>
      act("findings:settle", String(id), () => rooms.findings.settle(id, settlement, pin)),
    "annotations:list": ({ asset }) => look(() => ok(rooms.marks.list(asset))),
    "annotations:add": (order) => act("annotations:add", order.asset, () => rooms.marks.add(order)),
  };
}

function viewingHandlers({ rooms, accountability }: Desk): Some<"viewing"> {
  const { room } = rooms;
  const { look, act } = accountability;
  return {
    "viewing:current": () => look(() => ok(room.current())),
    "viewing:notice": () =>
      look(() => {
        const viewing = room.current();
        if (viewing === null) {
          return fail({ code: "not-found", subject: "viewing" });
        }
        const leaf = rooms.grants.find(viewing.grant.id)?.leaf;
        const pack = leaf === undefined ? null : rooms.received.policyOf(leaf.policy.digest);
        return pack === null ? fail({ code: "grant-refused", reason: "policy-unknown" }) : ok(pack.notice);
      }),
    "viewing:prepare": ({ grant }) => act("viewing:prepare", grant, () => room.prepare(grant)),
    "viewing:checkIn": (input) => act("viewing:checkIn", input.viewing, () => room.checkIn(input)),
    "viewing:checkOut": ({ viewing, person }) => act("viewing:checkOut", viewing, () => room.checkOut(viewing, person)),
    "viewing:admit": (input) => act("viewing:admit", input.viewing, () => room.admit(input)),
    "viewing:object": (input) => act("viewing:object", input.asset, () => room.object(input)),
    "viewing:handOver": (input) => act("viewing:handOver", input.viewing, () => room.handOver(input)),
    "viewing:confirm": ({ viewing, token, pin }) =>
      act("viewing:confirm", viewing, () => room.confirm(viewing, token, pin)),
    // Works on a sealed station too: taking a picture away needs nobody's leave.
    "viewing:halt": ({ viewing, reason }) => look(() => room.halt(viewing, reason)),
    "viewing:acceptNotice": ({ viewing }) => act("viewing:acceptNotice", viewing, () => room.acceptNotice(viewing)),
    "viewing:unlock": ({ viewing, token, pin }) =>
      act("viewing:unlock", viewing, () => room.unlock(viewing, token, pin)),
    "viewing:open": ({ viewing, asset, beside }) => act("viewing:open", asset, () => room.open(viewing, asset, beside)),
    "viewing:align": (input) => act("viewing:align", input.asset, () => room.align(input)),
    "viewing:closeBeside": ({ viewing, asset }) =>
      act("viewing:closeBeside", asset, () => room.closeBeside(viewing, asset)),
    "viewing:resume": ({ viewing, token, pin }) =>
      act("viewing:resume", viewing, () => room.resume(viewing, token, pin)),
    "viewing:end": ({ viewing }) => act("viewing:end", viewing, () => room.end(viewing)),
  };
}
