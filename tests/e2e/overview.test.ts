import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WithheldPart } from "../../main/vault/covers.ts";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";
import { canMakeClips, clip } from "../support/clips.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureLab,
  type PictureMutation,
  type TakenIn,
  type VaultBench,
} from "../support/picture.ts";

type Pointed = Extract<PictureReport, { type: "pointed" }>;

const ground = "minor";
const region = { x: 0, y: 0, width: 5000, height: 5000 };
/** Segments of the clip are 60 frames long; one small picture of every 30th frame. */
const withheld: readonly WithheldPart[] = [
  { from: 65, to: 115, ground },
  { from: 120, to: 180, ground, region },
];
const approved = [{ from: 0, to: 240 }];

describe.skipIf(!canMakeClips())("filmstrip, sound and previews in the picture's own page", () => {
  const { folder, remove } = scratch("overview");
  let lab: PictureLab;
  let taken: TakenIn;
  let page = "";
  let round = 0;
  let serve: (request: VaultRequest) => Promise<VaultAnswer> = async () => {
    throw new Error("no vault yet");
  };

  beforeAll(async () => {
    page = await buildPicture(`${folder}/picture`);
    taken = await takeIn(clip("cfr30"), folder, true);
    lab = await openPictureLab((request) => serve(request), { width: 1000, height: 600 });
  });
  afterAll(async () => {
    await lab.close();
    remove();
  });

  const open = async (mutation?: PictureMutation): Promise<{ bench: VaultBench; ticket: string }> => {
    round++;
    const built = mutation === undefined ? page : await buildPicture(`${folder}/mutant-${round}`, mutation);
    const bench = openVaultBench(`${folder}/bench-${round}`, [taken], built);
    serve = (request) => bench.vault.serve(request);
    const opened = await bench.vault.open(bench.order(taken, approved, { withheld }));
    const path = opened.ok ? opened.value.path : "";
    await lab.show(path);
    return { bench, ticket: path.split("/")[1] ?? "" };
  };
  const pointedAt = async (frame: number): Promise<Pointed["state"] | undefined> => {
    const said = (await lab.reports()).findLast(
      (report): report is Pointed & { at: number } => report.type === "pointed",
    );
    return said?.frame === frame ? said.state : undefined;
  };
  const point = async (frame: number, state: Pointed["state"]): Promise<void> => {
    await lab.tell({ type: "point", frame, x: frame / 300 });
    await expect.poll(() => pointedAt(frame)).toBe(state);
  };
  /** Pixels with a colour worth the name, of the band and of the small picture. */
  const coloured = (id: "overview" | "preview"): Promise<number> =>
    lab.frame().evaluate((name) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`#${name}`);
      if (canvas === null || canvas.width === 0 || canvas.hidden === true) {
        return 0;
      }
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, name === "overview" ? 48 : 120) ?? {
        data: [],
      };
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const rgb = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
        count += Math.max(...rgb) - Math.min(...rgb) > 40 ? 1 : 0;
      }
      return count;
    }, id);
  const askedFor = (): string[] =>
    lab.requests.map(({ path }) => /glances\/\d+$/u.exec(path)?.[0] ?? "").filter((name) => name !== "");

  it("R1 R2: nothing is asked for until it is wanted; then each small picture that is seen is in the log as shown", async () => {
    const before = askedFor().length;
    const { bench } = await open();
    await lab.tell({ type: "point", frame: 30, x: 0.1 });
    await expect.poll(async () => (await lab.reports()).some(({ type }) => type === "pointed")).toBe(true);
    expect(askedFor().length).toBe(before);
    await lab.tell({ type: "overview", on: true });
    await expect.poll(() => coloured("overview"), { timeout: 15_000 }).toBeGreaterThan(1000);
    await point(31, "shown");
    expect(await coloured("preview")).toBeGreaterThan(500);
    const seen = (): number[] =>
      bench.heard.shown.filter(({ glance }) => glance === true).flatMap(({ ranges }) => ranges.map(({ from }) => from));
    await expect.poll(() => seen().toSorted((a, b) => a - b)).toEqual([0, 30, 180, 210]);
    const leases = [...bench.log.entries(0, bench.log.size)].filter(({ t, b }) => t === "view.lease" && "glance" in b);
    expect(leases.length).toBe(4);
    expect(bench.heard.stopped).toEqual([]);
  });

  it("R1: says in words why there is no picture outside the approval, in what is withheld, and under a cover", async () => {
    await point(90, "withheld");
    expect(await coloured("preview")).toBe(0);
    await point(250, "outside");
    expect(await coloured("preview")).toBe(0);
    await point(150, "covered");
    expect(await coloured("preview")).toBe(0);
  });

  it("the picture keeps clear of the band, with its covers and its watermark in place", async () => {
    const boxes = await lab.frame().evaluate(() =>
      ["#video", "#covers", "#overview", "#watermark"].map((name) => {
        const box = document.querySelector(name)?.getBoundingClientRect();
        return { top: box?.top, bottom: box?.bottom };
      }),
    );
    const [video, covers, band, watermark] = boxes;
    expect(video).toEqual(covers);
    expect(band?.top).toBe(video?.bottom);
    expect(watermark?.bottom).toBe(band?.bottom);
    await lab.tell({ type: "view", view: { zoom: 3, x: 0.5, y: 0.5 } });
    await point(32, "shown");
    expect((await lab.reports()).some(({ type }) => type === "stopped")).toBe(false);
    await lab.tell({ type: "view", view: { zoom: 1, x: 0.5, y: 0.5 } });
  });

  it("R4: no report carries a byte of a small picture or of a level", async () => {
    const reports = await lab.reports();
    expect(reports.some(({ type }) => type === "pointed")).toBe(true);
    const leaves = reports.flatMap((report) =>
      report.type === "pointed" ? Object.values(report).map((value) => typeof value) : [],
    );
    expect([...new Set(leaves)].toSorted()).toEqual(
      ["boolean", "number", "object", "string"].filter((kind) => leaves.includes(kind as "string")),
    );
    expect(JSON.stringify(reports).length / reports.length).toBeLessThan(400);
  });

  it.each([
    ["as built", undefined, 0],
    [
      "without the defence (mutant)",
      { file: "overview.ts", from: "current = isBlank ? null : frame;", to: "current = frame ?? current;" },
      1,
    ],
  ] as const)("R12: nothing small stays where nothing large may be seen, %s", async (_says, mutation, stays) => {
    await open(mutation);
    await lab.tell({ type: "overview", on: true });
    await expect.poll(() => coloured("overview"), { timeout: 15_000 }).toBeGreaterThan(1000);
    await lab.tell({ type: "absent" });
    await expect
      .poll(async () => (await lab.reports()).findLast(({ type }) => type === "frame"))
      .toMatchObject({ frame: null });
    expect(Math.sign(await coloured("overview"))).toBe(stays);
  });

  it("R9: a closed picture has no small pictures left, and gets none", async () => {
    const { bench, ticket } = await open();
    await lab.tell({ type: "overview", on: true });
    await expect.poll(() => coloured("overview"), { timeout: 15_000 }).toBeGreaterThan(1000);
    bench.vault.close(ticket);
    await expect.poll(() => coloured("overview")).toBe(0);
    const size = bench.log.size;
    await lab.tell({ type: "overview", on: true });
    await lab.tell({ type: "point", frame: 30, x: 0.5 });
    expect(await coloured("preview")).toBe(0);
    expect(bench.log.size).toBe(size);
  });
});
