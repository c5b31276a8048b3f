import { join } from "node:path";
import Database from "better-sqlite3";
import type { House } from "./house.ts";

/** Works in the database of headquarters behind its back, as an attacker there would. */
function atHeadquarters<T>(house: House, work: (database: Database.Database) => T): T {
  const database = new Database(join(house.folder, "hq", "headquarters", "headquarters.sqlite"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The grant file that headquarters issued last. */
export function latestGrantFile(house: House): string {
  const row = atHeadquarters(house, (database) =>
    database.prepare("SELECT file FROM outbox WHERE kind = 'grant' AND file LIKE '{%' ORDER BY cursor DESC").get(),
  );
  return (row as { file: string }).file;
}

/** Slips a file into the outbox of this station and lets it come. */
export async function slipIn(house: House, file: string, kind = "grant"): Promise<void> {
  await leaveFor(house, file, kind);
  await house.get("sync:now");
}

/** Slips a file into the outbox of this station, to be fetched when the station next asks. */
export async function leaveFor(house: House, file: string, kind: string): Promise<void> {
  const stations = await house.headquarters.headquarters.administration.stations();
  const mine = stations.find(({ room }) => room === "room-301")?.station;
  atHeadquarters(house, (database) =>
    database.prepare("INSERT INTO outbox(station, kind, file) VALUES (?, ?, ?)").run(mine, kind, file),
  );
}

/** What headquarters has said of working alone, as it travels. */
export function standingLimit(house: House): string {
  const row = atHeadquarters(house, (database) =>
    database.prepare("SELECT file FROM offline_limit ORDER BY version DESC").get(),
  );
  return (row as { file: string }).file;
}

/** The grant that headquarters issues meanwhile, which this station never sees in its outbox. */
export async function withheldGrant(house: House, act: () => Promise<void>): Promise<string> {
  atHeadquarters(house, (database) =>
    database.exec(
      "CREATE TRIGGER withheld BEFORE INSERT ON outbox WHEN NEW.kind = 'grant' BEGIN SELECT RAISE(IGNORE); END",
    ),
  );
  await act();
  const row = atHeadquarters(house, (database) => {
    database.exec("DROP TRIGGER withheld");
    return database.prepare("SELECT file FROM access_grant ORDER BY entry DESC").get();
  });
  return (row as { file: string }).file;
}

/** Takes an earlier pack off the shelf of a station that is closed. */
export function loseProvenPack(house: House, digest: string): void {
  const database = new Database(join(house.folder, "station", "station.sqlite"));
  const { changes } = database
    .prepare("DELETE FROM shelf WHERE kind = 'received' AND id = ?")
    .run(`policy-file.${digest}`);
  database.close();
  if (changes !== 1) {
    throw new Error("the pack was not on the shelf");
  }
}

/** The register of authorisations as headquarters stated it last, as it travels. */
export function standingRegister(house: House): string {
  const row = atHeadquarters(house, (database) =>
    database.prepare("SELECT file FROM standing_file WHERE kind = 'authorisations' ORDER BY version DESC").get(),
  );
  return (row as { file: string }).file;
}

function onShelf<T>(house: House, work: (database: Database.Database) => T): T {
  const database = new Database(join(house.folder, "station", "station.sqlite"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The register on the shelf of the station, sealed as it lies there. */
export function keptRegister(house: House): Buffer {
  const row = onShelf(house, (database) =>
    database.prepare("SELECT sealed FROM shelf WHERE kind = 'received' AND id = 'authorisations'").get(),
  );
  return (row as { sealed: Buffer }).sealed;
}

/** Puts a sealed register back onto the shelf of a station that is closed. */
export function putRegisterBack(house: House, sealed: Buffer): void {
  onShelf(house, (database) =>
    database.prepare("UPDATE shelf SET sealed = ? WHERE kind = 'received' AND id = 'authorisations'").run(sealed),
  );
}
