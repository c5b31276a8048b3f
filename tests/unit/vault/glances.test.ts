import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeGlance, encodeGlance, noGlance, type Glance } from "../../../main/formats/glance.ts";
import { limitGlance } from "../../../main/vault/glances.ts";
import type { FrameRange } from "../../../shared/model/footage.ts";
import { canMakeClips, clip } from "../../support/clips.ts";
import { ask, openVaultBench, scratch, takeIn, wayOf, type TakenIn, type VaultBench } from "../../support/picture.ts";

describe.skipIf(!canMakeClips())("previews, light and sound of a recording", () => {
  const { folder, remove } = scratch("glances");
  let taken: TakenIn;
  let bench: VaultBench;
  beforeAll(async () => {
    writeFileSync(join(folder, "index.html"), `<meta name="vitrine-way" content="" />`);
    taken = await takeIn(clip("cfr30"), folder, true);
    bench = openVaultBench(join(folder, "bench"), [taken], folder);
  });
  afterAll(() => {
    bench.close();
    remove();
  });

  const open = async (ranges: readonly FrameRange[], changes = {}): Promise<(name: string) => Promise<Uint8Array>> => {
    const opened = await bench.vault.open(bench.order(taken, ranges, changes));
    const ticket = opened.ok ? opened.value.ticket : "";
    const way = await wayOf(bench, ticket);
    return async (name) => {
      const answer = await ask(bench, ticket, `/${way}/${name}`);
      return answer.kind === "bytes" && answer.status === 200 ? answer.body : new Uint8Array();
    };
  };
  const glancesOf = async (read: (name: string) => Promise<Uint8Array>): Promise<Glance[]> => {
    const listed = JSON.parse(new TextDecoder().decode(await read("glances"))) as { segment: number }[];
    return Promise.all(listed.map(async ({ segment }) => decodeGlance(await read(`glances/${segment}`))));
  };
  /** Steps of 1/25 s with any sound at all. */
  const heard = (glances: readonly Glance[]): number[] =>
    glances.flatMap(({ head: { peaks } }) => {
      const [low, high] = [peaks?.low, peaks?.high].map((text) => Buffer.from(text ?? "", "base64"));
      return [...(high ?? [])].flatMap((value, index) =>
        value !== 0 || (low?.[index] ?? 0) !== 0 ? [(peaks?.from ?? 0) + index] : [],
      );
    });

  it("R1: are given for approved frames alone, and not for the rest of their segments", async () => {
    const glances = await glancesOf(await open([{ from: 100, to: 200 }]));
    expect(glances.length).toBe(3);
    expect(glances.flatMap(({ head }) => head.pictures.map(({ frame }) => frame))).toEqual([120, 150, 180]);
    expect(glances.flatMap(({ head }) => head.light.frames)).toEqual([120, 150, 180]);
    expect(glances.every(({ pictures }) => pictures.every((picture) => picture[0] === 0xff))).toBe(true);
    const steps = heard(glances);
    expect(steps.length).toBeGreaterThan(60);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual((100 / 30) * 25);
    expect(Math.max(...steps)).toBeLessThan((200 / 30) * 25);
  });

  it("R1: are not to be had of a segment that was not granted, nor of one that is not there", async () => {
    const read = await open([{ from: 100, to: 200 }]);
    for (const name of ["glances/0", "glances/4", "glances/99", "glances/-1", "glances/x"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await read(name)).length).toBe(0);
    }
  });

  it("R2: their lease says that it is of a glance, of one segment, and opens no media", async () => {
    const before = bench.log.size;
    const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: 240 }]));
    const ticket = opened.ok ? opened.value.ticket : "";
    const way = await wayOf(bench, ticket);
    await ask(bench, ticket, `/${way}/glances/1`);
    await ask(bench, ticket, `/${way}/glances/1`);
    const leases = () => [...bench.log.entries(before, bench.log.size)].map(({ b }) => b);
    expect(leases()).toEqual([
      expect.objectContaining({ glance: true, segments: { from: 1, to: 2 }, frames: { from: 60, to: 120 } }),
    ]);
    const media = await ask(bench, ticket, `/${way}/media`);
    await (media.kind === "source" ? media.source.read(0, media.source.size) : null);
    expect(leases().slice(1)).not.toEqual([]);
    expect(leases().slice(1)).toContainEqual(expect.objectContaining({ segments: { from: 0, to: 4 } }));
    expect(
      leases()
        .slice(1)
        .some((lease) => "glance" in lease),
    ).toBe(false);
  });

  it("R1: the sound of each channel ends where the approval does, and old packages of one level are read", async () => {
    const levels = (value: number) => ({
      low: Buffer.from(new Int8Array(4).fill(-value).buffer).toString("base64"),
      high: Buffer.from(new Int8Array(4).fill(value).buffer).toString("base64"),
    });
    const limits = { ranges: [{ from: 0, to: 9 }], covered: [], steps: [{ from: 11, to: 13 }] };
    const highs = (texts: readonly { readonly high: string }[] | undefined) =>
      texts?.map(({ high }) => [...Buffer.from(high, "base64")]);
    const several: Glance = {
      ...noGlance,
      head: { ...noGlance.head, peaks: { from: 10, ...levels(90), channels: [levels(90), levels(40)] } },
    };
    const { peaks } = limitGlance(decodeGlance(encodeGlance(several)), limits).head;
    expect(highs(peaks?.channels)).toEqual([
      [0, 90, 90, 0],
      [0, 40, 40, 0],
    ]);
    const one: Glance = { ...noGlance, head: { ...noGlance.head, peaks: { from: 10, ...levels(90) } } };
    const old = limitGlance(decodeGlance(encodeGlance(one)), limits).head.peaks;
    expect(highs(old === undefined ? [] : [old])).toEqual([[0, 90, 90, 0]]);
    expect(old?.channels).toBeUndefined();
  });

  it("R2: leave the vault only under a lease that is in the log", async () => {
    const before = bench.log.size;
    const read = await open([{ from: 0, to: 60 }]);
    await read("glances");
    expect(bench.log.size).toBe(before);
    expect((await read("glances/0")).length).toBeGreaterThan(1000);
    expect(bench.log.size).toBe(before + 1);
    const broken = openVaultBench(join(folder, "broken"), [taken], folder, () => ({
      lease: () => {
        throw new Error("disk full");
      },
    }));
    const opened = await broken.vault.open(broken.order(taken, [{ from: 0, to: 60 }]));
    const ticket = opened.ok ? opened.value.ticket : "";
    const answer = await ask(broken, ticket, `/${await wayOf(broken, ticket)}/glances/0`);
    expect(answer.kind === "bytes" ? answer.body.length : -1).toBe(0);
    expect(broken.heard.stopped.map(({ reason }) => reason)).toEqual(["log-failed"]);
    broken.close();
  });

  it("show nothing of what is withheld: neither whole frames nor a picture under a cover", async () => {
    const ground = "personalInformation";
    const region = { x: 0, y: 0, width: 5000, height: 5000 };
    const read = await open([{ from: 0, to: 240 }], {
      withheld: [
        { from: 50, to: 100, ground },
        { from: 140, to: 190, ground, region },
      ],
    });
    const frames = (await glancesOf(read)).flatMap(({ head }) => head.pictures.map(({ frame }) => frame));
    expect(frames).toEqual([0, 30, 120, 210]);
  });
});
