import { spawnSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Viewing } from "../../shared/model/viewing.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { obtainGrant, openPicture, requestForm, unlockRoom } from "./story.ts";

const asset = clip.asset as Viewing["footage"][number]["asset"];

/** A disk of its own for the station: a memory file system, which only root may mount. */
function mountSmallDisk(): string | null {
  const place = mkdtempSync(join(tmpdir(), "vitrine-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", place]);
  if (status === 0) {
    return place;
  }
  rmSync(place, { recursive: true });
  return null;
}

function unmount(place: string): void {
  spawnSync("umount", [place]);
  rmSync(place, { recursive: true, force: true });
}

const probe = mountSmallDisk();
if (probe !== null) {
  unmount(probe);
}

describe.skipIf(probe === null)("C10 R14: a disk that is really full (needs the right to mount one)", () => {
  let disk: string;
  let house: House;

  beforeEach(async () => {
    disk = mountSmallDisk() ?? "";
    house = await openHouse({ station: join(disk, "station"), realDisk: true });
  });
  afterEach(async () => {
    await house.close();
    unmount(disk);
  });

  const ballast = (): string => join(disk, "ballast");

  /** Writes until nothing fits any more. */
  function fill(): void {
    const file = openSync(ballast(), "w");
    const bytes = new Uint8Array(4096);
    try {
      for (;;) {
        writeSync(file, bytes);
      }
    } catch {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    expect(statfsSync(disk).bavail).toBe(0);
  }

  async function playing(): Promise<{ viewing: Viewing["id"]; picture: Awaited<ReturnType<typeof openPicture>> }> {
    const { id } = await unlockRoom(house, await obtainGrant(house));
    const picture = await openPicture(house, await house.get("viewing:open", { viewing: id, asset }));
    return { viewing: id, picture };
  }

  /** Space has been freed: everything recorded is there, and the viewing can go on. */
  async function goesOn(viewing: Viewing["id"], size: number): Promise<void> {
    rmSync(ballast());
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
    expect((await house.get("station:status")).log.size).toBeGreaterThanOrEqual(size);
    expect((await house.get("station:status")).sealedBy).toBeUndefined();
    await house.get("viewing:resume", { viewing, ...people.supervisor });
    const picture = await openPicture(house, await house.get("viewing:open", { viewing, asset }));
    expect((await picture.readAll()).length).toBeGreaterThan(0);
    await house.get("viewing:end", { viewing });
    const [row] = await house.get("registers:viewings");
    expect(row).toMatchObject({ viewing, outcome: "ended" });
    await house.restart();
    expect(await house.get("log:verify")).toMatchObject({ sound: true });
  }

  it("before a lease could be recorded: no byte leaves, the picture goes, and the viewing goes on later", async () => {
    const { viewing, picture } = await playing();
    const { size } = (await house.get("station:status")).log;
    fill();
    await expect(picture.readAll()).rejects.toThrow("disk is full");
    expect(await picture.status("/")).toBe(404);
    expect(await house.get("viewing:current")).toMatchObject({ stage: "stopped", stopReason: "log-failed" });
    await house.refused("disk-full", "viewing:resume", { viewing, ...people.supervisor });
    await house.refused("disk-full", "requests:file", { form: requestForm(house), pin: people.requester.pin });
    expect((await house.get("station:status")).log.size).toBe(size);
    await goesOn(viewing, size);
  });

  it("while frames are being shown: the picture goes, and what was released stays attributed", async () => {
    const { viewing, picture } = await playing();
    await picture.readAll();
    const { size } = (await house.get("station:status")).log;
    fill();
    expect(await picture.post("shown", { ranges: [{ from: 10, to: 20 }], ratePercent: 100 })).toBe(503);
    expect(await picture.status("/")).toBe(404);
    expect(await house.get("viewing:current")).toMatchObject({ stage: "stopped", stopReason: "log-failed" });
    rmSync(ballast());
    const [row] = await house.get("registers:viewings");
    for (const { possible } of row?.persons ?? []) {
      expect(possible).toEqual([{ asset, ranges: [{ from: 10, to: 30 }] }]);
    }
    fill();
    await goesOn(viewing, size);
  });
});
