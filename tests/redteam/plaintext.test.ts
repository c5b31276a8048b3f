import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationPeople } from "../../main/headquarters/demonstration/index.ts";
import { findChromium, findOnPath } from "../../main/setup/index.ts";
import { persons, pinOf } from "../support/journey.ts";
import {
  createOracle,
  formsOf,
  mayReadMemory,
  processTree,
  scanDeletedFiles,
  scanFolders,
  scanMemory,
  wideFormOf,
  type Find,
  type Needle,
} from "../support/plaintext-oracle.ts";
import { sampleWindows, type SampleWindow } from "../support/sample-windows.ts";
import { viewingKeys, type ViewingKey } from "../support/viewing-keys.ts";

const root = join(import.meta.dirname, "../..");
const asset = "WH-20261109-A017-01";
const original = join(root, `resources/demo/${asset}.mp4`);
/** Frames asked for, and the seconds of the recording that they certainly hold: it has 25 frames a second and a gap. */
const wish = { from: 100, to: 899 } as const;
const heldSeconds = { from: 6, to: 20 } as const;
/** Seconds of the recording far behind what was approved, where no shared segment reaches. */
const outsideSeconds = { from: 55, to: 67 } as const;
const canRun = mayReadMemory() && findChromium() !== null && findOnPath("ffprobe") !== null && existsSync(original);

interface Position {
  readonly frame: number;
  readonly playing: boolean;
}

function needlesOf(windows: readonly SampleWindow[], name: string): Needle[] {
  return windows.map(({ track, bytes }, index) => ({ name: `${name} ${track} ${index}`, bytes }));
}

/** A PIN on its own, not six digits in the middle of a digest. */
function pinsIn(file: string): string[] {
  const text = readFileSync(file, "latin1");
  return demonstrationPeople
    .map(({ pin }) => pin)
    .filter((pin) => new RegExp(`(?<![\\dA-Za-z])${pin}(?![\\dA-Za-z])`, "u").test(text));
}

describe.skipIf(!canRun)("no plaintext at rest (R3): killed in the middle of playback", () => {
  const scratch = mkdtempSync(join(tmpdir(), "vitrine-residue-"));
  const aside = mkdtempSync(join(tmpdir(), "vitrine-aside-"));
  const places = { station: join(scratch, "station"), home: join(scratch, "home"), temp: join(scratch, "temp") };
  const begun = Date.now();
  let child: ChildProcess;
  let profile = "";
  let inside: Needle[] = [];
  let outside: Needle[] = [];
  let keys: ViewingKey[] = [];
  let seenInMemory: { readonly pid: number; readonly names: Set<string> }[] = [];
  let deleted: Find[] = [];
  let lastWords = "";
  let before: Position = { frame: 0, playing: false };

  const isOurs = (file: string): boolean => file.startsWith(aside);
  /** The recording as it came from the camera, copied by whoever else uses this machine. */
  const isOriginal = (file: string): boolean =>
    statSync(file).size === statSync(original).size && readFileSync(file).equals(readFileSync(original));
  const everywhere = (needles: readonly Needle[]): { finds: readonly Find[]; files: number } => {
    const oracle = createOracle(needles);
    const own = scanFolders(oracle, [scratch, profile]);
    // What anybody wrote to the common folders since: the browser has its own idea of where temporary files go.
    const common = scanFolders(
      oracle,
      [tmpdir(), "/tmp", "/var/tmp", "/dev/shm"],
      (file, changed) =>
        changed >= begun &&
        !file.startsWith(scratch) &&
        !file.startsWith(profile) &&
        !isOurs(file) &&
        !isOriginal(file),
    );
    return { finds: [...own.finds, ...common.finds], files: own.files };
  };

  beforeAll(async () => {
    inside = needlesOf(sampleWindows(original, 200, "inside", heldSeconds.from, heldSeconds.to), "window");
    outside = needlesOf(sampleWindows(original, 50, "outside", outsideSeconds.from, outsideSeconds.to), "outside");
    for (const place of Object.values(places)) {
      mkdirSync(place);
    }
    child = spawn(
      process.execPath,
      [join(root, "tests/support/played-viewing.ts"), places.station, asset, String(wish.from), String(wish.to)],
      {
        cwd: places.home,
        env: { ...process.env, VITRINE_TEST: "1", HOME: places.home, TMPDIR: places.temp, NODE_OPTIONS: "" },
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      },
    );
    let complaint = "";
    child.stderr?.on("data", (part: Buffer) => {
      complaint += part.toString();
    });
    child.once("exit", (code) => {
      lastWords = `${String(code)} ${complaint}`;
    });
    const [started] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error(`the station ended by itself: ${lastWords}`);
      }),
    ])) as [Position & { readonly profile: string }];
    ({ profile } = started);
    before = started;
    keys = viewingKeys(places.station, aside, {
      file: join(places.station, `headquarters/tokens/${persons.supervisor}.p12`),
      pin: pinOf(persons.supervisor),
    });

    const { pid = 0 } = child;
    const tree = processTree(pid);
    const memory = createOracle([...inside, ...outside, ...keys]);
    seenInMemory = tree.map((one) => ({ pid: one, names: scanMemory(memory, one) }));
    const files = createOracle([...inside, ...keys]);
    deleted = tree.flatMap((one) => scanDeletedFiles(files, one).finds);

    const answer = once(child, "message");
    child.send("where");
    [before] = (await answer) as [Position];
    const ended = once(child, "exit");
    for (const one of processTree(pid)) {
      process.kill(one, "SIGKILL");
    }
    await ended;
  }, 240_000);

  afterAll(() => {
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      processTree(child.pid).forEach((one) => process.kill(one, "SIGKILL"));
    }
    for (const folder of [scratch, aside, profile]) {
      rmSync(folder === "" ? scratch : folder, { recursive: true, force: true });
    }
  });

  it("E19 was killed while the picture moved", () => {
    expect(before.playing).toBe(true);
    expect(before.frame).toBeGreaterThan(wish.from);
    expect(before.frame).toBeLessThan(wish.to);
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("B24 the scan sees: the clip and the keys are in the memory of the running processes", () => {
    const [station, ...browser] = seenInMemory;
    const inBrowser = new Set(browser.flatMap(({ names }) => [...names]));
    expect([...inBrowser].filter((name) => name.startsWith("window")).length).toBeGreaterThan(20);
    expect(keys.map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringMatching(/^node /u)]));
    expect([...(station?.names ?? [])]).toEqual(expect.arrayContaining([expect.stringMatching(/^node /u)]));
  });

  it("the scan sees: what is planted in the profile is found, as bytes, as hex and as text", () => {
    const window = inside[77];
    const key = keys.find(({ name }) => name.startsWith("node"));
    if (window === undefined || key === undefined) {
      throw new Error("nothing to plant");
    }
    const noise = Buffer.from(sampleWindows(original, 1, "noise", 30, 40)[0]?.bytes ?? []);
    const planted: Record<string, Buffer> = {
      "raw.bin": Buffer.concat([noise, Buffer.from(window.bytes), noise]),
      "hex.txt": Buffer.from(`{"k":"${Buffer.from(window.bytes).toString("hex")}"}`),
      "base64.json": Buffer.from(
        Buffer.concat([Buffer.from("{"), Buffer.from(window.bytes), noise]).toString("base64"),
      ),
      "base64url.json": Buffer.from(Buffer.concat([Buffer.from("ab"), Buffer.from(key.bytes)]).toString("base64url")),
      "wide.log": Buffer.from(Buffer.from(key.bytes).toString("hex"), "utf16le"),
      "far.bin": Buffer.concat([Buffer.alloc(4 * 1024 * 1024 - 11), Buffer.from(window.bytes)]),
    };
    const folder = join(scratch, "planted");
    mkdirSync(folder);
    for (const [name, bytes] of Object.entries(planted)) {
      writeFileSync(join(folder, name), bytes);
    }
    const oracle = createOracle([
      ...formsOf(window.name, window.bytes),
      ...formsOf(key.name, key.bytes),
      ...formsOf(key.name, key.bytes).map(wideFormOf),
    ]);
    const found = scanFolders(oracle, [folder]).finds.map(({ place }) => place.slice(folder.length + 1));
    rmSync(folder, { recursive: true });
    expect(found.toSorted()).toEqual(Object.keys(planted).toSorted());
  });

  it("G02 200 windows of the clip are in no file: station, embedded headquarters, profile, home, temporary folders (R3)", () => {
    const { finds, files } = everywhere(inside.flatMap(({ name, bytes }) => formsOf(name, bytes)));
    expect(finds).toEqual([]);
    expect(files).toBeGreaterThan(20);
  });

  it("G02 no key of the viewing is in any file, in any form (R3, R1)", () => {
    expect(keys.length).toBeGreaterThan(5);
    const forms = keys.flatMap(({ name, bytes }) => formsOf(name, bytes));
    expect(everywhere([...forms, ...forms.map(wideFormOf)]).finds).toEqual([]);
  });

  it("G10 no process held either in a nameless file on a disk", () => {
    expect(deleted).toEqual([]);
  });

  it("the browser never held samples from outside the approval (R1)", () => {
    const browser = seenInMemory.slice(1).flatMap(({ names }) => [...names]);
    expect(browser.filter((name) => name.startsWith("outside"))).toEqual([]);
  });

  it("no PIN is in any file but the demonstration's public list, nor is its plain digest (R3)", () => {
    const list = join(places.station, "headquarters/tokens/tokens.json");
    const withPins = new Set<string>();
    scanFolders(
      { search: () => new Set(), longest: 1 },
      [places.station, places.home, places.temp, profile],
      (file) => {
        if (pinsIn(file).length > 0) {
          withPins.add(file);
        }
        return false;
      },
    );
    expect([...withPins]).toEqual([list]);
    const digests = demonstrationPeople.flatMap(({ person, pin }) =>
      ["sha256", "sha1", "md5"].flatMap((kind) =>
        formsOf(`${kind} of ${person}`, createHash(kind).update(pin).digest()),
      ),
    );
    expect(everywhere(digests).finds).toEqual([]);
  });

  it("what is recorded about the case party and the inspected unit lies sealed on the station (R3)", () => {
    const names = ["周建明", "云浦书社", "涉嫌销售非法出版物"].flatMap((text) => [
      { name: text, bytes: Buffer.from(text, "utf8") },
      { name: text, bytes: Buffer.from(text, "utf16le") },
      {
        name: text,
        bytes: Buffer.from(
          JSON.stringify(text).replaceAll(
            /[^\0-\u007f]/gu,
            (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
          ),
        ),
      },
    ]);
    // Headquarters of a demonstration lies inside the station's folder; on a real one it is another machine.
    const isHeadquarters = (file: string): boolean => file.startsWith(join(places.station, "headquarters/"));
    const scan = scanFolders(createOracle(names), [scratch, profile], (file) => !isHeadquarters(file));
    expect(scan.finds).toEqual([]);
    // The names are really in use here: the oracle sees them where they belong.
    expect(scanFolders(createOracle(names), [join(places.station, "headquarters")]).finds.length).toBeGreaterThan(0);
  });
});
