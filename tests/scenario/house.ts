import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Failure, FailureCode } from "../../shared/failure.ts";
import type { EventChannel, RequestChannel } from "../../shared/ipc/channels.ts";
import type { Given, Output } from "../../shared/ipc/contract.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Result } from "../../shared/result.ts";
import type { Detector } from "../../main/guard/index.ts";
import type { HeadquartersOptions } from "../../main/headquarters/index.ts";
import { prepareDemonstration, type Demonstration } from "../../main/headquarters/demonstration/index.ts";
import { namedPolicy } from "../../main/headquarters/index.ts";
import { invalidOrigins } from "../../main/seal/index.ts";
import type { KeyStore, PaperDocument, ProtectionState, Shell, ShellApp } from "../../main/shell/port.ts";
import { startStation, type Station, type StationOptions } from "../../main/station/index.ts";
import { createProjection } from "../../main/access/index.ts";
import type { RefusalRow } from "../../shared/model/evidence.ts";
import { once } from "../support/once.ts";
import { storedEntries } from "../support/station-log.ts";

/** A clock that tests turn; both of its hands, or only the one that people can set. */
export interface TurnableClock {
  wall(): Date;
  mono(): bigint;
  /** Lets time pass. */
  pass(ms: number): void;
  /** Somebody sets the wall clock. */
  set(ms: number): void;
}

export function makeClock(): TurnableClock {
  let passed = 0;
  let set = 0;
  return {
    wall: () => new Date(Date.now() + passed + set),
    mono: () => process.hrtime.bigint() + BigInt(passed) * 1_000_000n,
    pass: (ms) => {
      passed += ms;
    },
    set: (ms) => {
      set += ms;
    },
  };
}

/** A shell without a window that remembers what it was told. */
export interface QuietShell extends Shell {
  readonly sent: { channel: string; payload: unknown }[];
  readonly printed: PaperDocument[];
  /** Whether the printer of this shell takes paper. */
  prints: boolean;
  /** What this shell says of the machine. */
  found: Readonly<Record<string, ProtectionState>>;
}

export function makeShell(keyStore: KeyStore | null = null): QuietShell {
  const sent: { channel: string; payload: unknown }[] = [];
  const printed: PaperDocument[] = [];
  const shell: QuietShell = {
    kind: "chromium",
    version: "0",
    origins: invalidOrigins,
    protections: async () => shell.found,
    found: { sandbox: "live", network: "live", storage: "live" },
    keyStore,
    open: () => Promise.resolve(),
    send: (channel, payload) => void sent.push({ channel, payload }),
    closed: new Promise(() => undefined),
    close: () => Promise.resolve(),
    print: async (paper) => {
      printed.push(paper);
      return { kind: shell.prints ? "printer" : "failed" };
    },
    prints: true,
    printed,
    sent,
  };
  return shell;
}

export const people = {
  wearer: { token: "p-0001", pin: "135701" },
  requester: { token: "p-0003", pin: "135703" },
  approver: { token: "p-0004", pin: "135704" },
  supervisor: { token: "p-0005", pin: "135705" },
  legal: { token: "p-0006", pin: "135706" },
  secondSupervisor: { token: "p-0008", pin: "135708" },
  secondApprover: { token: "p-0009", pin: "135709" },
} as const;

/** The recording of the scenarios: six seconds at ten frames a second, cut at every second. */
export const clip = { asset: "SC-20261109-T001-01", frames: 60 } as const;

/** Another one, worn by somebody who may approve. */
export const secondClip = { asset: "SC-20261109-T002-01", frames: 60 } as const;

/** One station with its own headquarters, both in a temporary folder. */
export interface House {
  readonly folder: string;
  readonly clock: TurnableClock;
  readonly headquarters: Demonstration;
  readonly shell: QuietShell;
  readonly app: ShellApp;
  readonly tokens: string;
  freeBytes: number;
  call<C extends RequestChannel>(channel: C, input?: Given<C>): Promise<Result<Output<C>, Failure>>;
  /** The answer of a call that must succeed. */
  get<C extends RequestChannel>(channel: C, input?: Given<C>): Promise<Output<C>>;
  /** The refusal of a call that must be refused with this code. */
  refused<C extends RequestChannel, F extends FailureCode>(
    code: F,
    channel: C,
    input?: Given<C>,
  ): Promise<Extract<Failure, { code: F }>>;
  /** The grants of this station, as whoever has signed in sees them; as the requester while nobody has. */
  grants(): Promise<Output<"grants:list">>;
  /** What the log on disk has of refusals, newest first, whoever is signed in. */
  refusals(): RefusalRow[];
  stopHeadquarters(): Promise<void>;
  /** Under the pack in force, or under another one with its signature. */
  startHeadquarters(under?: Pick<HeadquartersOptions, "policy" | "policySignature">): Promise<void>;
  /** Starts one more station on the same folder, which succeeds only while no other one is open there. */
  start(changes?: Partial<StationOptions>): Promise<Station>;
  stopStation(): Promise<void>;
  /** Closes the station as at night and starts it again on what is on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A headquarters with its persons and recordings, and the recordings' originals; copied for each house. */
let template = "";

async function prepareTemplate(folder: string, policy: PolicyPack | undefined, recordedOn?: string): Promise<void> {
  const pack = policy === undefined ? {} : { policy };
  const media = await makeMedia(folder, recordedOn);
  const headquarters = await prepareDemonstration(join(folder, "hq"), { media, ...pack });
  await headquarters.close();
}

/** What a house may have otherwise than usual. */
export interface HouseOptions {
  /** Folder of the station, where it must not lie beside headquarters. */
  readonly station?: string;
  /** Policy pack by its name; the generic one when absent. */
  readonly pack?: string;
  /** Day on which the recordings were made, so that the period of the pack alone keeps them; a day in 2026 when absent. */
  readonly recordedOn?: string;
  /** Senses of the room guard; none when absent, since other programs on this machine are nobody's guests here. */
  readonly senses?: readonly Detector[];
  /** Milliseconds by which idleness is measured; those of this machine when absent. */
  readonly elapsed?: () => number;
  /** Looks at the disk itself instead of at `House.freeBytes`. */
  readonly realDisk?: boolean;
}

/** Opens a house of its own. */
export async function openHouse(unusual: HouseOptions = {}): Promise<House> {
  const policy = unusual.pack === undefined ? undefined : namedPolicy(unusual.pack);
  const { pack = "generic", recordedOn } = unusual;
  template = await once([`house-${pack}`, recordedOn ?? []].flat().join("-"), (place) =>
    prepareTemplate(place, policy, recordedOn),
  );
  const folder = mkdtempSync(join(tmpdir(), "vitrine-scenario-"));
  cpSync(join(template, "hq"), join(folder, "hq"), { recursive: true });
  const clock = makeClock();
  const shell = makeShell();
  const options = { media: join(template, "media"), clock: { now: () => clock.wall().getTime() } };
  let headquarters = await prepareDemonstration(join(folder, "hq"), options);
  const port = Number(new URL(headquarters.headquarters.url).port);
  const pages = makePages(folder);

  const start = (changes: Partial<StationOptions> = {}): Promise<Station> =>
    startStation({
      shell,
      folder: unusual.station ?? join(folder, "station"),
      demonstration: false,
      clock,
      tokens: headquarters.tokensFolder,
      pages,
      senses: unusual.senses ?? [],
      ...(unusual.elapsed === undefined ? {} : { elapsed: unusual.elapsed }),
      ...(unusual.realDisk === true ? {} : { freeBytes: () => house.freeBytes }),
      enrolment: {
        authority: headquarters.headquarters.origin.replace(/\/headquarters$/u, ""),
        name: "WS-301",
        room: headquarters.room,
        sealRecipient: headquarters.headquarters.sealRecipient,
        enrol: (request) => headquarters.headquarters.administration.enrolStation(request),
      },
      ...changes,
    });

  const house: House = {
    folder,
    clock,
    shell,
    freeBytes: 2 ** 40,
    tokens: headquarters.tokensFolder,
    get headquarters() {
      return headquarters;
    },
    get app() {
      return station.app;
    },
    call: async (channel, input) =>
      (await station.app.invoke(channel, input, {
        isMainFrame: true,
        url: `${shell.origins.interface}/`,
      })) as Result<Output<typeof channel>, Failure>,
    get: async (channel, input) => {
      const result = await house.call(channel, input);
      if (!result.ok) {
        throw new Error(`${channel} was refused: ${JSON.stringify(result.failure)}`);
      }
      return result.value;
    },
    refused: async (code, channel, input) => {
      const result = await house.call(channel, input);
      if (result.ok || result.failure.code !== code) {
        throw new Error(`${channel} was to be refused with ${code}: ${JSON.stringify(result)}`);
      }
      return result.failure as Extract<Failure, { code: typeof code }>;
    },
    grants: async () => {
      const isAbsent = (await house.get("identity:current")) === null;
      if (isAbsent) {
        await house.get("identity:signIn", people.requester);
      }
      const held = await house.get("grants:list");
      if (isAbsent) {
        await house.get("identity:signOut");
      }
      return held;
    },
    refusals: () => {
      const projection = createProjection();
      // The station wrote them; what it reads there it reads here.
      storedEntries(unusual.station ?? join(folder, "station")).forEach((entry) =>
        projection.take(entry as unknown as Parameters<typeof projection.take>[0]),
      );
      return projection.refusals();
    },
    stopHeadquarters: () => headquarters.close(),
    startHeadquarters: async (under = {}) => {
      headquarters = await prepareDemonstration(join(folder, "hq"), { ...options, port, ...under });
    },
    start,
    stopStation: () => station.close(),
    restart: async () => {
      await station.close();
      station = await start();
    },
    close: async () => {
      await station.close();
      await headquarters.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  let station = await start();
  return house;
}

/** The original of a recording, as it came from the camera. */
export function originalOf(asset: string): string {
  return join(template, "media", `${asset}.mp4`);
}

/** What was announced on one channel, in order. */
export function announced(house: House, channel: EventChannel): unknown[] {
  return house.shell.sent.filter((message) => message.channel === channel).map(({ payload }) => payload);
}

function makePages(folder: string): string {
  const pages = join(folder, "pages");
  mkdirSync(join(pages, "assets"), { recursive: true });
  mkdirSync(join(pages, "picture", "assets"), { recursive: true });
  writeFileSync(join(pages, "index.html"), "<!doctype html><title>vitrine</title>");
  writeFileSync(
    join(pages, "picture", "index.html"),
    '<!doctype html><meta name="vitrine-interface" content=""><meta name="vitrine-way" content=""><title>picture</title>',
  );
  return pages;
}

/** Two recordings: one that may be asked for, and one of another camera. */
async function makeMedia(house: string, recordedOn: string | undefined): Promise<string> {
  const folder = join(house, "media");
  mkdirSync(folder);
  const filmed = join(await once("house-clip", async (place) => filmClip(place)), "clip.mp4");
  for (const [asset, wearer] of [
    [clip.asset, "p-0001"],
    [secondClip.asset, people.secondApprover.token],
  ] as const) {
    copyFileSync(filmed, join(folder, `${asset}.mp4`));
    writeFileSync(join(folder, `${asset}.json`), JSON.stringify(metadata(asset, wearer, recordedOn)));
  }
  return folder;
}

function filmClip(folder: string): void {
  execFileSync("ffmpeg", [
    ..."-v error -f lavfi -i testsrc2=size=320x180:rate=10:duration=6".split(" "),
    ..."-f lavfi -i sine=frequency=440:sample_rate=16000:duration=6".split(" "),
    ..."-c:v libx264 -preset ultrafast -g 10 -bf 2 -pix_fmt yuv420p -c:a aac -b:a 24k -shortest".split(" "),
    join(folder, "clip.mp4"),
  ]);
}

function metadata(asset: string, wearer: string, recordedOn: string | undefined): object {
  return {
    asset,
    title: "现场检查",
    unit: "示例市文化市场综合行政执法支队",
    squad: "执法一中队",
    wearers: [{ person: wearer, name: "陈志强", certificateNo: "SLWH-31-0101" }],
    device: "A017",
    source: "bodyCamera",
    // At noon in Greenwich it is the same day wherever a pack is in force.
    recordedFrom: recordedOn === undefined ? "2026-11-09T09:00:00+08:00" : `${recordedOn}T12:00:00Z`,
    recordedTo: recordedOn === undefined ? "2026-11-09T09:00:06+08:00" : `${recordedOn}T12:00:06Z`,
    clockOffsetSeconds: 0,
    place: "示例路 1 号",
    inspectedUnit: "示例书店",
    caseNo: "示文综执〔2026〕第 31 号",
    caseCause: "擅自从事出版物零售",
    caseParty: "示例书店",
    secrecy: "none",
    volume: "main",
    custodian: "郑怀远",
    state: "archived",
    retainUntil: recordedOn ?? "2027-11-09",
    holds: [],
    gaps: [],
  };
}
