import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { canMakeClips, clip, type ClipName } from "../support/clips.ts";
import { kinds, openSweeper, sweep, type Sweeper, type Swept } from "../support/exactness.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureMutation,
} from "../support/picture.ts";
import { look, plantProbe } from "../support/picture-probe.ts";

/** Some landings on every kind, many on the one that people have; `npm run bench -- exactness --full` has hundreds on each. */
const effort = { seeks: 8, steps: 8, plays: 1 };
const usual = { seeks: 80, steps: 80, plays: 3 };

/** What another kind of the list shows too, and only the bench walks. */
const inBenchOnly: ReadonlySet<string> = new Set([
  "plain30",
  "tenFps",
  "hevcTs",
  "soundLonger",
  "hourLate",
  "mkv",
  "f2997",
  "f60",
  "avi",
]);

describe.skipIf(!canMakeClips())("the frame on screen is the frame that is named (R6)", () => {
  const { folder, remove } = scratch("exactness");
  let picture = "";
  let sweeper: Sweeper;

  beforeAll(async () => {
    picture = await buildPicture(`${folder}/picture`);
    sweeper = await openSweeper(folder, picture);
  });
  afterAll(async () => {
    await sweeper.close();
    remove();
  });

  it.each(kinds.filter(({ name }) => !inBenchOnly.has(name)))(
    "when sought, stepped to, played at any speed and resized: $says",
    { timeout: 240_000 },
    async (kind) => {
      const taken = await takeIn(clip(kind.name), folder);
      const { wrong, unconfirmed, landings } = await sweeper.show(taken, kind.ranges, (frame) =>
        sweep(sweeper, frame, kind, kind.name === "cfr30" ? usual : effort),
      );
      expect(wrong).toEqual([]);
      expect(unconfirmed).toBe(0);
      expect(landings.length).toBeGreaterThan(effort.seeks + effort.steps);
    },
  );

  const few = { seeks: 14, steps: 6, plays: 0 };
  const sweepChanged = async (name: ClipName, mutation: PictureMutation): Promise<Swept> => {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined) {
      throw new Error(`no kind ${name}`);
    }
    const changed = await buildPicture(`${folder}/changed-${mutation.file}-${mutation.to.length}`, mutation);
    const taken = await takeIn(clip(name), folder);
    return sweeper.show(taken, kind.ranges, (frame) => sweep(sweeper, frame, kind, few), changed);
  };

  it("where the element reaches no frame at all, single pictures are decoded and named", async () => {
    const swept = await sweepChanged("deep30", {
      file: "decoder.ts",
      from: "if (!unreached.has(row) && (await bring(row, isWanted)))",
      to: "if (Number.isNaN(row))",
    });
    expect({ wrong: swept.wrong, unconfirmed: swept.unconfirmed }).toEqual({ wrong: [], unconfirmed: 0 });
  });

  // What players without a frame table do: seconds times a rate, and trust that the picture is there.
  const aimed = "((table.us[row] ?? 0) + gapAfter(table, row) * aim) / 1e6,";
  const rated = "(row + 0.5) / 30,";
  it("and would not be with seconds times a rate and no confirmation: the pixels give it away", async () => {
    const swept = await sweepChanged("vfr", {
      file: "decoder.ts",
      from: `${aimed}\n        () => held() === row,`,
      to: `${rated} () => true,`,
    });
    expect(swept.wrong.length).toBeGreaterThan(10);
  });

  it("because each picture is confirmed: wherever the element is sent, nothing is named that is not there", async () => {
    const swept = await sweepChanged("vfr", { file: "decoder.ts", from: aimed, to: rated });
    expect(swept.wrong).toEqual([]);
  });
});

describe.skipIf(!canMakeClips())("a frame that cannot be named (R6)", () => {
  const { folder, remove } = scratch("unnamed");
  afterAll(remove);

  it("says that a clip cannot be confirmed instead of guessing, and shows none of it", async () => {
    const taken = await takeIn(clip("plain30"), folder);
    const bench = openVaultBench(`${folder}/unconfirmable`, [taken], await buildPicture(`${folder}/picture`));
    const serve = async (request: VaultRequest): Promise<VaultAnswer> => {
      const answer = await bench.vault.serve(request);
      if (!request.path.endsWith("/frames") || answer.kind !== "bytes") {
        return answer;
      }
      // A table whose times lie between those of the pictures: no frame can be told from its neighbour.
      const body = answer.body.slice();
      const view = new DataView(body.buffer);
      const ranges = view.getUint32(24, true);
      const rows = view.getUint32(28, true);
      for (let at = 32 + ranges * 8; at < 32 + ranges * 8 + rows * 16; at += 8) {
        view.setFloat64(at, view.getFloat64(at, true) + 16_667, true);
      }
      return { ...answer, body };
    };
    const lab = await openPictureLab(serve, { width: 640, height: 360 });
    const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: 450 }]));
    const frame = await lab.show(opened.ok ? opened.value.path : "");
    await plantProbe(frame);
    const reports = await lab.reports();
    expect(reports).toContainEqual(expect.objectContaining({ type: "unconfirmable", why: "no-frame-timestamps" }));
    expect(reports.filter((report) => report.type === "frame" && report.confirmed)).toEqual([]);
    expect(bench.heard.confirmed).toEqual([]);
    expect((await look(frame)).covered).toBe(true);
    await lab.close();
    bench.close();
  });
});
