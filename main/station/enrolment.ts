import { randomUUID } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { z } from "zod";
import { createLog, openLog, type AuditLog, type LogClock } from "../auditlog/index.ts";
import { Breach } from "../diagnostics/index.ts";
import { base64url, fromBase64url } from "../formats/bytes.ts";
import { sealFirstKey } from "../formats/log-seal.ts";
import type { EnrolledStation, StationEnrolment } from "../headquarters/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Result } from "../../shared/result.ts";
import type { KeyStore } from "../shell/port.ts";
import { NotEnrolled } from "./cannot-start.ts";
import { readIfThere, writeDurably } from "./durable-file.ts";
import type { Folders } from "./folders.ts";
import type { LogAtRest } from "./lost-tail.ts";
import { awaitingSchema, finishNewLog, type NewLogPlace } from "./new-log.ts";
import { openSecrets, type StationSecrets } from "./secrets.ts";

/** How a station that was never enrolled becomes one. */
export interface EnrolmentDesk {
  /** Code of the authority, the first part of every origin. */
  readonly authority: string;
  readonly name: string;
  readonly room: RoomNames;
  /** Headquarters as one who may check the log's seal: name, and X25519 public key (base64url). */
  readonly sealRecipient: { readonly name: string; readonly publicKey: string };
  /** `names` are those of the room that headquarters assigned, where it was not known before. */
  enrol(request: StationEnrolment): Promise<Result<EnrolledStation & { readonly names?: RoomNames }, Failure>>;
}

interface RoomNames {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
}

const enrolmentSchema = z.strictObject({
  v: z.literal(1),
  device: z.string(),
  logOrigin: z.string(),
  name: z.string(),
  room: z.strictObject({ id: z.string(), zh: z.string(), en: z.string() }),
  station: z.string(),
  certificatePem: z.string(),
  trustPem: z.string(),
  headquarters: z.strictObject({
    origin: z.string(),
    verifierKey: z.string(),
    url: z.string(),
    /** Absent on stations enrolled before travel bundles existed; they learn it over the line. */
    travelKey: z.string().optional(),
  }),
  cosignerVerifierKey: z.string(),
  /** While headquarters has not taken the log named here. */
  awaiting: awaitingSchema.optional(),
});
/** What the station took home from its enrolment. */
export type Enrolment = z.infer<typeof enrolmentSchema>;

export interface EnrolledParts {
  readonly enrolment: Enrolment;
  readonly secrets: StationSecrets;
  readonly openLog: () => AuditLog;
  /** The log on disk when it is not open yet; null at the enrolment itself. */
  readonly atRest: LogAtRest | null;
}

/** What an enrolment is opened with. */
export interface Machine {
  readonly folders: Folders;
  readonly keyStore: KeyStore | null;
  readonly clock: LogClock;
  readonly software: string;
}

/**
 * Opens what an enrolled station has, or enrols it: device key, grant key and the genesis of its log
 * are made here, and only their public halves leave.
 *
 * The enrolment is written last. A start that was cut off before leaves nothing that counts, and the
 * next one begins again as another device.
 *
 * A new log that an earlier start had begun is finished first.
 *
 * @throws when the station is not enrolled and nobody can enrol it, or headquarters refuses.
 */
export async function openEnrolment(machine: Machine, desk: EnrolmentDesk | null): Promise<EnrolledParts> {
  const { folders, keyStore } = machine;
  finishNewLog(newLogPlace(machine));
  const text = readIfThere(folders.enrolment);
  if (text !== null) {
    const enrolment = readEnrolment(text);
    const options = logOptions(machine, enrolment.logOrigin);
    return {
      enrolment,
      secrets: openSecrets(folders.secrets, keyStore, enrolment.device),
      openLog: () => openLog(folders.log, options),
      atRest: { folder: folders.log, options },
    };
  }
  if (desk === null) {
    throw new NotEnrolled();
  }
  return enrol(machine, desk);
}

async function enrol(machine: Machine, desk: EnrolmentDesk): Promise<EnrolledParts> {
  const { folders, keyStore } = machine;
  const device = randomUUID();
  // Put aside, never deleted: whatever was recorded stays readable, even if somebody took the enrolment away.
  for (const leftover of [folders.log, folders.secrets, folders.receipts].filter((file) => existsSync(file))) {
    renameSync(leftover, `${leftover}.before-${device}`);
  }
  const logOrigin = `${desk.authority}/ws/${device}/0`;
  const secrets = openSecrets(folders.secrets, keyStore, device);
  const { name, publicKey } = desk.sealRecipient;
  const recipient = fromBase64url(publicKey);
  const log = createLog(folders.log, {
    ...logOptions(machine, logOrigin),
    sealTo: [{ name, seal: (firstKey) => sealFirstKey(recipient, logOrigin, firstKey) }],
  });
  const enrolled = await closingOnError(log, () =>
    desk.enrol({
      name: desk.name,
      room: desk.room.id,
      csrPem: secrets.csrPem,
      kemPublicKey: base64url(secrets.kemPublicKey),
      logOrigin,
      logVerifierKey: log.verifierKey,
    }),
  );
  if (!enrolled.ok) {
    log.close();
    throw new Error(`headquarters refused to enrol this station: ${enrolled.failure.code}`);
  }
  const { station, certificatePem, trustPem, headquarters, cosignerVerifierKey, names = desk.room } = enrolled.value;
  const enrolment: Enrolment = {
    v: 1,
    device,
    logOrigin,
    name: desk.name,
    room: { ...names },
    station,
    certificatePem,
    trustPem,
    headquarters: { ...headquarters },
    cosignerVerifierKey,
  };
  log.append({
    t: "config",
    b: { change: "enrolment", station, room: names.id, headquarters: headquarters.origin },
  });
  writeDurably(folders.enrolment, JSON.stringify(enrolment));
  let first: AuditLog | null = log;
  return {
    enrolment,
    secrets,
    openLog: () => {
      const open = first ?? openLog(folders.log, logOptions(machine, logOrigin));
      first = null;
      return open;
    },
    atRest: null,
  };
}

/** Whoever leaves while headquarters decides leaves no open log behind. */
async function closingOnError<T>(log: AuditLog, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.close();
    throw error;
  }
}

/** Writes the kept enrolment anew. What stands on disk is changed, for another hand may have changed it since the start. */
export function changeEnrolment(file: string, change: (kept: Enrolment) => Enrolment): void {
  writeDurably(file, JSON.stringify(change(readEnrolment(readIfThere(file) ?? ""))));
}

/** What the steps to a new log work on. */
export function newLogPlace(machine: Machine): NewLogPlace {
  return { folders: machine.folders, options: (origin) => logOptions(machine, origin) };
}

function readEnrolment(text: string): Enrolment {
  try {
    return enrolmentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Breach("trust", "the station's enrolment is unreadable", { cause });
  }
}

function logOptions(machine: Machine, origin: string): Parameters<typeof openLog>[1] {
  return {
    origin,
    clock: machine.clock,
    keyStore: machine.keyStore,
    software: machine.software,
    receiptsFile: machine.folders.receipts,
    reserveBytes: 4 * 1024 * 1024,
  };
}
