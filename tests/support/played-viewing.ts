import { startDemonstrationStation } from "./demonstration-station.ts";
import { openViewing } from "./open-viewing.ts";

/**
 * A station in a process of its own that plays until it is killed: `node played-viewing.ts FOLDER ASSET FROM TO`.
 *
 * Tells its parent when the picture moves, and answers each message with the frame that is on screen then.
 */
const [folder = "", asset = "", from = "0", to = "0"] = process.argv.slice(2);
const app = await startDemonstrationStation({ folder, fromScratch: true });
const journey = await openViewing(app, { asset, from: Number(from), to: Number(to) });
const position = async (): Promise<{ readonly frame: number; readonly playing: boolean }> => ({
  frame: Number(await app.page.locator(".readout-frame").getAttribute("data-frame")),
  playing: (await journey.button(journey.t("player.pause")).count()) === 1,
});
// Slowly, so that a busy machine has the time to look.
await journey.slowDown();
await journey.play();
await app.page.waitForTimeout(4000);
process.send?.({ profile: app.profile, ...(await position()) });
process.on("message", () => {
  void position().then((now) => process.send?.(now));
});
