import { existsSync } from "node:fs";
import { join } from "node:path";
import { stderr } from "node:process";
import { clip } from "../support/clips.ts";
import { kinds, openSweeper, sweep, sweepByLikeness, type Sweeper } from "../support/exactness.ts";
import { buildPicture, scratch, takeIn } from "../support/picture.ts";
import { figure, type Figure } from "./figure.ts";

/** More with `--full`: what is written down in a report; less shows whether anything broke. */
const isFull = process.argv.includes("--full");
const effort = isFull ? { seeks: 300, steps: 100, plays: 20 } : { seeks: 16, steps: 10, plays: 4 };
const likenessSeeks = isFull ? 60 : 12;

const media = join(import.meta.dirname, "../../../shared/media");
/** Real recordings that ingest takes in; those that it refuses are in the unit tests. */
const real = [
  "androidx-increasing-timestamps-fragmented.mp4",
  "androidx-increasing-timestamps.mp4",
  "androidx-without-stss.mp4",
  "decord-unordered.mov",
  "decord-video_90.mov",
  "gopro-max-heromode.mp4",
  "intel-one-by-one-person.mp4",
  "mediabunny-cursed-vfr.mp4",
  "mediabunny-edts.mp4",
  "mediabunny-rotate-buck-bunny.mp4",
  "mediabunny-sar_2x1.mp4",
  "mediabunny-video.mp4",
  "mediabunny-video-h265.mp4",
].filter((name) => existsSync(join(media, name)));

/** Names of kinds or files, with commas between them; all when absent. */
const only = process.env["VITRINE_KIND"]?.split(",");

async function sweepReal(sweeper: Sweeper, folder: string, name: string): Promise<Figure> {
  const file = join(media, name);
  const taken = await takeIn(file, folder);
  const whole = [{ from: 0, to: taken.header.manifest.frames }];
  const { landings, wrong, unconfirmed } = await sweeper.show(taken, whole, (frame) =>
    sweepByLikeness(sweeper, frame, file, name, likenessSeeks),
  );
  stderr.write(`${name}: ${landings} landings, ${unconfirmed} unconfirmed, wrong at ${JSON.stringify(wrong)}\n`);
  return figure(`${name}: exact and confirmed`, landings - wrong.length - unconfirmed, "frames", landings);
}

/** Every kind of clip and every real one: how many landings are exact, of those that were tried. Wrong ones must be none. */
export async function run(): Promise<readonly Figure[]> {
  process.env["VITRINE_TEST"] = "1";
  const { folder, remove } = scratch("exactness-bench");
  const sweeper = await openSweeper(folder, await buildPicture(join(folder, "picture")));
  const figures: Figure[] = [];
  // oxlint-disable no-await-in-loop -- two clips at once would slow each other
  try {
    for (const kind of kinds.filter(({ name }) => only?.includes(name) ?? true)) {
      const taken = await takeIn(clip(kind.name), folder);
      const { landings, wrong, unconfirmed } = await sweeper.show(taken, kind.ranges, (frame) =>
        sweep(sweeper, frame, kind, effort),
      );
      const doubtful = landings.filter(({ confirmed }) => !confirmed);
      const told = [wrong, doubtful].map((some) => JSON.stringify(some.slice(0, 5))).join(" unconfirmed ");
      stderr.write(`${kind.name}: ${landings.length} landings, wrong ${told}\n`);
      const exact = landings.length - wrong.length - unconfirmed;
      figures.push(figure(`${kind.says}: exact and confirmed`, exact, "frames", landings.length));
    }
    for (const name of real.filter((one) => only?.includes(one) ?? true)) {
      figures.push(await sweepReal(sweeper, folder, name));
    }
    return figures;
  } finally {
    await sweeper.close();
    remove();
  }
  // oxlint-enable no-await-in-loop
}
