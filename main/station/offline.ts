import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LogEnded, sizeAtRest, type LogClock } from "../auditlog/index.ts";
import { openTechnicalLog } from "../diagnostics/index.ts";
import { TravelRefusal } from "../formats/travel-bundle.ts";
import { invalidOrigins } from "../seal/index.ts";
import { holdFolder } from "../storage/index.ts";
import { fetchHead, openTransport, type Transport } from "../sync/index.ts";
import { createBundles, type Bundles } from "./bundles.ts";
import { openStationDatabase } from "./database.ts";
import { readIfThere } from "./durable-file.ts";
import { openEnrolment } from "./enrolment.ts";
import { layOut } from "./folders.ts";
import { openLimits } from "./limits.ts";
import { requireHeld, type LogAtRest } from "./lost-tail.ts";
import { startOutbox } from "./outbox.ts";
import { composeRooms } from "./rooms.ts";
import { keepStanding } from "./standing-log.ts";
import { refreshReceived } from "./received.ts";
import { travelKeyOf } from "./travel-key.ts";

/** A station opened at the terminal, without a window; over the line it asks only whether its log is whole. */
export interface OfflineStation {
  readonly origin: string;
  readonly bundles: Bundles;
  close(): void;
}

const machineClock: LogClock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
const keptSchema = z.looseObject({ keyStore: z.string() });

/**
 * Opens an enrolled station for its travel bundles. Its log says that it was opened, and so is never opened when it was
 * set back: headquarters is asked where it answers, and every receipt at hand in any case.
 *
 * @throws {TravelRefusal} `not-enrolled`; `kept-by-app` when only the app can unwrap the station's keys; `set-back`
 * when the log has ended or is shorter than it was.
 * @throws {FolderInUse} while the station runs. @throws {Breach} when what it has contradicts itself.
 */
export async function openOfflineStation(folder: string, clock: LogClock = machineClock): Promise<OfflineStation> {
  if (!existsSync(join(folder, "enrolment.json"))) {
    throw new TravelRefusal("not-enrolled");
  }
  const folders = layOut(folder);
  const kept = readIfThere(folders.secrets);
  if (kept !== null && keptSchema.safeParse(JSON.parse(kept)).data?.keyStore !== "file") {
    throw new TravelRefusal("kept-by-app");
  }
  const hold = holdFolder(folders.root);
  const closing: (() => void)[] = [() => hold.release()];
  const close = (): void =>
    closing
      .splice(0)
      .toReversed()
      .forEach((step) => step());
  try {
    const { enrolment, secrets, openLog, atRest } = await openEnrolment(
      { folders, keyStore: null, clock, software: "vitrine bundle" },
      null,
    );
    const transport = openTransport({
      url: enrolment.headquarters.url,
      trustPem: enrolment.trustPem,
      certificatePem: enrolment.certificatePem,
      privateKeyPem: secrets.deviceKeyPem,
    });
    closing.push(() => transport.close());
    if (atRest !== null) {
      await requireWhole(atRest, transport, enrolment.cosignerVerifierKey);
    }
    const log = keepStanding(orSetBack(openLog), openLog);
    closing.push(() => log.close());
    const database = openStationDatabase(folders.database);
    closing.push(() => database.close());
    const rooms = composeRooms({
      folders,
      enrolment,
      secrets,
      log,
      database,
      transport,
      diagnostics: openTechnicalLog(folders.diagnostics),
      origins: invalidOrigins,
      tokens: join(folders.root, "tokens"),
      demonstration: new Map(),
      pages: folders.root,
      announce: () => undefined,
      // Nobody views anything at a terminal.
      standStill: () => null,
      // No picture is opened without a running station.
      guarded: () => ({ code: "room-guard", reason: "protection-failed" }),
    });
    const limits = openLimits({
      log,
      database,
      enrolment,
      rooms,
      unsynced: () => log.size - (log.lastReceipt()?.size ?? 0),
      onChange: () => undefined,
    });
    return {
      origin: log.origin,
      bundles: createBundles({
        log,
        outbox: startOutbox({ ...rooms, database, limits, log, refresh: () => refreshReceived(rooms) }),
        enrolment,
        privateKey: secrets.kem,
        travelKey: travelKeyOf({ enrolment, file: folders.enrolment, log, transport }),
        person: () => null,
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Bringing a log back is for the app, which seals itself first. */
async function requireWhole({ folder, options }: LogAtRest, transport: Transport, mirrorKey: string): Promise<void> {
  const head = await fetchHead({ transport, origin: options.origin, mirrorKey });
  if (head !== null && head !== "away") {
    orSetBack(() => {
      if (head.size > sizeAtRest(folder)) {
        throw new TravelRefusal("set-back");
      }
      requireHeld(folder, head);
    });
  }
}

function orSetBack<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof LogEnded) {
      throw new TravelRefusal("set-back", { cause: error });
    }
    throw error;
  }
}
