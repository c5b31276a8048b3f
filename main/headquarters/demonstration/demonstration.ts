import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import type { Failure } from "../../../shared/failure.ts";
import { personIdSchema, type Role } from "../../../shared/model/person.ts";
import type { Result } from "../../../shared/result.ts";
import { startHeadquarters } from "../headquarters.ts";
import { ingestMetadataSchema, type IngestMetadata, type IngestReason } from "../ingest/index.ts";
import { resourcesFolder } from "../policy/resources.ts";
import type { EnrolledStation, Headquarters, HeadquartersOptions, StationEnrolment } from "../port.ts";
import { addEvidence } from "./evidence.ts";
import { handsOf, holderOf, required, type Sign } from "./hands.ts";
import { authorisedUnder, demonstrationPeople, demonstrationRoom, type DemonstrationPerson } from "./people.ts";
import { demonstrationRequest } from "./request.ts";

/** A headquarters filled with invented persons and recordings. */
export interface Demonstration {
  readonly headquarters: Headquarters;
  /** Holds `<person>.p12` for each person and `tokens.json`, a list of `DemonstrationToken`. */
  readonly tokensFolder: string;
  readonly room: typeof demonstrationRoom;
  /** Enrols a station, which should stand in `room`, and leaves a signed request for its approver to find. */
  enrolStation(enrolment: StationEnrolment): Promise<Result<EnrolledStation, Failure>>;
  close(): Promise<void>;
}

/** One row of `tokens.json`. */
export interface DemonstrationToken {
  /** File name in the tokens folder. */
  readonly file: string;
  readonly person: string;
  readonly name: string;
  readonly latinName: string;
  readonly roles: readonly Role[];
  readonly pin: string;
}

/** Ingest refused one of the demonstration's own recordings. */
export class DemonstrationRefused extends Error {
  readonly reason: IngestReason;

  constructor(asset: string, reason: IngestReason) {
    super(`demonstration recording ${asset} was refused: ${reason}`);
    this.name = "DemonstrationRefused";
    this.reason = reason;
  }
}

/** How a demonstration is prepared. */
export interface DemonstrationOptions extends Partial<Omit<HeadquartersOptions, "folder">> {
  /** Where recordings and their metadata lie; `resources/demo` when absent. */
  readonly media?: string;
}

/**
 * Opens the demonstration in `folder`, filling it on the first start.
 *
 * Later starts find what is there and add only what is missing, so an interrupted first start is
 * finished by the next.
 *
 * @throws {DemonstrationRefused} when a recording is refused by ingest: the program was shipped damaged.
 * @throws {FolderInUse} when another program already runs in the folder.
 */
export async function prepareDemonstration(folder: string, options: DemonstrationOptions = {}): Promise<Demonstration> {
  const { media = join(resourcesFolder(), "demo"), clock = { now: Date.now }, ...rest } = options;
  const tokensFolder = join(folder, "tokens");
  mkdirSync(tokensFolder, { recursive: true });
  const sign = handsOf(tokensFolder);
  const headquarters = await startHeadquarters({ ...rest, clock, folder: join(folder, "headquarters"), trial: true });
  try {
    await headquarters.administration.keepRoom({
      room: demonstrationRoom.id,
      zh: demonstrationRoom.zh,
      en: demonstrationRoom.en,
      place: "示例市中山路 8 号",
    });
    await addPeople(headquarters, tokensFolder);
    await addRecordings(headquarters, media);
    await addEvidence({ headquarters, folder, media, sign, now: () => clock.now() });
  } catch (error) {
    await headquarters.close();
    throw error;
  }
  return {
    headquarters,
    tokensFolder,
    room: demonstrationRoom,
    async enrolStation(enrolment) {
      const enrolled = await headquarters.administration.enrolStation(enrolment);
      if (enrolled.ok) {
        await fileRequest(headquarters, sign, {
          station: enrolled.value.station,
          origin: enrolment.logOrigin,
          room: enrolment.room,
          now: clock.now(),
        });
      }
      return enrolled;
    },
    close: () => headquarters.close(),
  };
}

async function addPeople({ administration, policy }: Headquarters, tokensFolder: string): Promise<void> {
  const present = new Set<string>((await administration.people()).map(({ person }) => person));
  const ever = await administration.everKnown();
  const known = new Set<string>(ever.people);
  const authorised = new Set<string>(ever.authorised);
  // Whoever was withdrawn in the demonstration stays withdrawn.
  for (const { pin, ...person } of demonstrationPeople.filter(
    (one) => !known.has(one.person) || present.has(one.person),
  )) {
    const file = join(tokensFolder, `${person.person}.p12`);
    const authorisation = authorisedUnder(policy, { ...person, pin });
    // In order of their ids, so that the log of the demonstration reads the same each time.
    // oxlint-disable no-await-in-loop
    if (!known.has(person.person)) {
      required(await administration.addPerson({ ...person, authorisation }));
    }
    if (known.has(person.person) && !authorised.has(person.person)) {
      // A folder of an earlier version.
      required(await administration.authorise(personIdSchema.parse(person.person), authorisation));
    }
    // A token that was written is there, even if its certificate was revoked since.
    if (!existsSync(file)) {
      writeWhole(file, required(await administration.issueToken(personIdSchema.parse(person.person), pin)));
    }
    // oxlint-enable no-await-in-loop
  }
  writeWhole(join(tokensFolder, "tokens.json"), `${JSON.stringify(demonstrationPeople.map(toToken), null, 2)}\n`);
}

function toToken({ person, name, latinName, roles, pin }: DemonstrationPerson): DemonstrationToken {
  return { file: `${person}.p12`, person, name, latinName, roles, pin };
}

/** A recording and its metadata lie side by side under one name: `name.mp4` and `name.json`. */
async function addRecordings({ administration }: Headquarters, media: string): Promise<void> {
  const listed = new Set<string>((await administration.footage()).map(({ asset }) => asset));
  for (const { file, meta } of recordingsIn(media).filter((recording) => !listed.has(recording.meta.asset))) {
    // One after the other: each ingest already uses every core it can.
    // oxlint-disable-next-line no-await-in-loop
    const taken = await administration.ingest(file, meta);
    if (!taken.ok) {
      throw new DemonstrationRefused(meta.asset, taken.failure.reason);
    }
  }
}

function recordingsIn(media: string): { readonly file: string; readonly meta: IngestMetadata }[] {
  const names = existsSync(media) ? readdirSync(media).toSorted() : [];
  return names
    .filter((name) => /\.(?:mp4|mov|m4a|mp3|wav|jpe?g|png)$/u.test(name))
    .map((name) => ({ file: join(media, name), described: join(media, `${parse(name).name}.json`) }))
    .filter(({ described }) => existsSync(described))
    .map(({ file, described }) => ({
      file,
      meta: ingestMetadataSchema.parse(JSON.parse(readFileSync(described, "utf8"))),
    }));
}

async function fileRequest(
  { administration }: Headquarters,
  sign: Sign,
  { station, origin, room, now }: { station: string; origin: string; room: string; now: number },
): Promise<void> {
  const footage = (await administration.footage()).find(
    ({ kind, secrecy, volume }) => kind === "video" && volume === "main" && ["none", "internal"].includes(secrecy),
  );
  if (footage === undefined) {
    return;
  }
  const [person, supervisor] = [holderOf("caseOfficer").person, holderOf("roomSupervisor").person];
  const act = demonstrationRequest(footage, { person, supervisor, station: origin, room, now });
  required(await administration.fileRequest(sign(person, act), { person: act.person, station }));
}

function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
