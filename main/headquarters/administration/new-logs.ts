import type { RouteInput, RouteOutput } from "../../../shared/http/api.ts";
import { newLogActSchema, type NewLogAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Order } from "../../../shared/model/administration.ts";
import {
  continuedHeadSchema,
  waitingLogSchema,
  type ContinuedHead,
  type WaitingLog,
} from "../../../shared/model/new-log.ts";
import { personIdSchema } from "../../../shared/model/person.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { base64, equalBytes, fromBase64, fromBase64url, hex } from "../../formats/bytes.ts";
import { openCheckpoint } from "../../formats/checkpoint.ts";
import { logFingerprint } from "../../formats/enrolment-fingerprint.ts";
import { FormatError } from "../../formats/format-error.ts";
import { readLeaf } from "../../formats/log-entry.ts";
import { isLaterGeneration } from "../../formats/log-origin.ts";
import { leafHash } from "../../formats/merkle.ts";
import { parseVerifierKey, verifierKey } from "../../formats/signed-note.ts";
import type { Station } from "../stations.ts";
import { digestOf, openGrants, revokeEnded } from "./ended-grants.ts";
import type { AdministrationParts } from "./parts.ts";

type Accept = Extract<Order, { order: "station.newLog" }>;
type Refuse = Extract<Order, { order: "station.refuseLog" }>;

const refusal = (reason: Extract<Failure, { code: "administration" }>["reason"]): Failure => ({
  code: "administration",
  reason,
});

/** What headquarters knows as this station's log, and what became of a new one. */
export async function ownLogOf(parts: AdministrationParts, station: Station): Promise<RouteOutput<"ownLog">> {
  const row = await latest(parts, station.station);
  return {
    origin: station.logOrigin,
    sealRecipient: { ...parts.sealRecipient },
    ...(row === undefined || row.state === "accepted"
      ? {}
      : {
          asked: {
            origin: row.origin,
            stage: row.state === "refused" ? "refused" : "waiting",
            at: new Date(row.asked_at).toISOString(),
            by: personIdSchema.parse(row.asked_by),
            ...(row.note === null ? {} : { note: row.note }),
          },
        }),
  };
}

async function latest({ database }: AdministrationParts, station: string) {
  return database
    .selectFrom("new_log")
    .selectAll()
    .where("station", "=", station)
    .orderBy("asked_at", "desc")
    .executeTakeFirst();
}

/** A new log as it proves itself: its genesis, signed by the key that it names. */
interface NewLog {
  readonly origin: string;
  readonly verifierKey: string;
  readonly continues: ContinuedHead;
}

/**
 * Takes the request of a station whose log has ended. Nothing changes until administrators have signed; asking again
 * after a refusal puts it before them again. The same signature counts once.
 */
export async function askNewLog(
  parts: AdministrationParts,
  station: Station,
  { cms, genesis, checkpoint }: RouteInput<"continueLog">,
): Promise<Result<Record<string, never>, Failure>> {
  const result = await asked(parts, station, { cms: fromBase64(cms), leaf: fromBase64(genesis), checkpoint });
  if (!result.ok) {
    parts.journal.refuse({ attempt: "station.newLog", station: station.station }, result.failure);
  }
  return result;
}

async function asked(
  parts: AdministrationParts,
  station: Station,
  { cms, leaf, checkpoint }: { readonly cms: Uint8Array; readonly leaf: Uint8Array; readonly checkpoint: string },
): Promise<Result<Record<string, never>, Failure>> {
  const { acts, database, journal, clock } = parts;
  const opened = await acts.open<NewLogAct>(cms, newLogActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const { act, digest, signer } = opened.value;
  if (!signer.person.roles.some((role) => role === "roomSupervisor" || role === "administrator")) {
    return fail({ code: "not-permitted", action: "station:newLog" });
  }
  const log = readNewLog(leaf, checkpoint);
  if (log === null || act.genesis !== hex(leafHash(leaf))) {
    return fail({ code: "bad-request", field: "genesis" });
  }
  const known = await database
    .selectFrom("new_log")
    .select(["digest", "state", "verifier_key"])
    .where("origin", "=", log.origin)
    .executeTakeFirst();
  if (known?.digest === digest) {
    return ok({});
  }
  const wrong = wrongLog(parts, station, log);
  if (wrong !== null || known?.state === "accepted") {
    return fail(wrong ?? refusal("settled"));
  }
  journal.record({
    t: "hq.admin",
    b: {
      act: "station.newLog.ask",
      station: station.station,
      origin: log.origin,
      continues: { ...log.continues },
      ending: act.ending,
      fingerprint: logFingerprint(log.verifierKey),
      digest,
    },
    person: act.person,
  });
  const values = {
    origin: log.origin,
    station: station.station,
    verifier_key: log.verifierKey,
    continues: JSON.stringify(log.continues),
    ending: act.ending,
    asked_at: clock.now(),
    asked_by: act.person,
    cms: Buffer.from(cms),
    digest,
    state: "waiting",
    note: null,
  };
  await database
    .insertInto("new_log")
    .values(values)
    .onConflict((conflict) => conflict.column("origin").doUpdateSet(values))
    .execute();
  parts.stations.setWaiting(station.station, true);
  return ok({});
}

/** Null unless the leaf is the genesis of a station's log that continues another, signed by the key it names. */
function readNewLog(leaf: Uint8Array, checkpoint: string): NewLog | null {
  const read = readLeaf(leaf);
  if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "genesis") {
    return null;
  }
  const { o: origin, b } = read.entry;
  if (b.kind !== "station" || b.continues === undefined) {
    return null;
  }
  try {
    const key = verifierKey(origin, fromBase64url(b.key));
    const head = openCheckpoint(checkpoint, parseVerifierKey(key));
    return head?.size === 1 && equalBytes(head.root, leafHash(leaf))
      ? { origin, verifierKey: key, continues: b.continues }
      : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** It must be a later generation of this station's log, and name a head that what is held here does not contradict. */
function wrongLog(
  { head, rootAt }: AdministrationParts,
  station: Station,
  { origin, continues }: NewLog,
): Failure | null {
  if (continues.origin !== station.logOrigin || !isLaterGeneration(origin, station.logOrigin)) {
    return refusal("new-log-changed");
  }
  const isBeyond = continues.size > head(station.logOrigin).size;
  return isBeyond || base64(rootAt(station.logOrigin, continues.size)) === continues.root
    ? null
    : refusal("new-log-behind");
}

type Row = NonNullable<Awaited<ReturnType<typeof waitingRow>>>;

async function waitingRow({ database }: AdministrationParts, { station, origin }: Pick<Accept, "station" | "origin">) {
  return database
    .selectFrom("new_log")
    .selectAll()
    .where("station", "=", station)
    .where("origin", "=", origin)
    .where("state", "=", "waiting")
    .executeTakeFirst();
}

const logOf = (row: Row): NewLog => ({
  origin: row.origin,
  verifierKey: row.verifier_key,
  continues: continuedHeadSchema.parse(JSON.parse(row.continues)),
});

/** Why the new log cannot be taken, or `null`; what headquarters holds may have grown since it was asked. */
export async function wrongAcceptance(parts: AdministrationParts, order: Accept): Promise<Failure | null> {
  const row = await waitingRow(parts, order);
  const station = parts.stations.find(order.station);
  if (row === undefined || station === null || station.revoked) {
    return refusal("new-log-unknown");
  }
  if (logFingerprint(row.verifier_key) !== order.fingerprint) {
    return refusal("new-log-changed");
  }
  return wrongLog(parts, station, logOf(row));
}

/**
 * The station goes on under its new log. The old one takes nothing more and stays to be read; every grant that was
 * open for it is revoked, for it names a log that has ended.
 */
export async function acceptNewLog(parts: AdministrationParts, order: Accept, by: string): Promise<null> {
  const { journal, stations, head, clock } = parts;
  const row = await waitingRow(parts, order);
  const station = stations.find(order.station);
  if (row === undefined || station === null) {
    throw new Error("new log of an applied order is gone");
  }
  const { origin, verifierKey: key, continues } = logOf(row);
  const held = head(station.logOrigin);
  const ended = { size: held.size, root: base64(held.root) };
  journal.record({
    t: "hq.enrol",
    b: {
      origin,
      station: station.station,
      name: station.name,
      room: station.room,
      certificate: station.certificate,
      kem: station.kemPublicKey,
      verifierKey: key,
      floor: [...station.floor],
      continues: { ...continues },
      held: ended,
    },
    person: by,
  });
  const grants = await openGrants(parts, station.station);
  const digest = await digestOf(parts, order);
  await stations.continueUnder(
    station.station,
    { origin, verifierKey: key, endedAt: clock.now(), head: ended },
    async (change) => {
      await change.updateTable("new_log").set({ state: "accepted" }).where("origin", "=", origin).execute();
      await change.deleteFrom("acknowledgement").where("station", "=", station.station).execute();
      await revokeEnded(parts, change, grants, { by, digest });
    },
  );
  return null;
}

/** Sends the station away; it stays sealed, and may ask again. */
export async function refuseNewLog(parts: AdministrationParts, order: Refuse): Promise<null> {
  await parts.database
    .updateTable("new_log")
    .set({ state: "refused", note: order.note })
    .where("origin", "=", order.origin)
    .execute();
  return null;
}

/** Why there is nothing to refuse, or `null`. */
export async function wrongRefusal(parts: AdministrationParts, order: Refuse): Promise<Failure | null> {
  return (await waitingRow(parts, order)) === undefined ? refusal("new-log-unknown") : null;
}

/** New logs that wait for administrators, oldest first. */
export async function waitingLogs(parts: AdministrationParts): Promise<WaitingLog[]> {
  const rows = await parts.database
    .selectFrom("new_log")
    .selectAll()
    .where("state", "=", "waiting")
    .orderBy("asked_at")
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const { origin, verifierKey: key, continues } = logOf(row);
      const station = parts.stations.find(row.station);
      const held = parts.head(continues.origin);
      return waitingLogSchema.parse({
        station: row.station,
        name: station?.name ?? row.station,
        room: station?.room ?? "",
        origin,
        fingerprint: logFingerprint(key),
        ending: row.ending,
        askedAt: new Date(row.asked_at).toISOString(),
        by: row.asked_by,
        continues,
        held: { size: held.size, root: base64(held.root) },
        grants: (await openGrants(parts, row.station)).length,
      });
    }),
  );
}
