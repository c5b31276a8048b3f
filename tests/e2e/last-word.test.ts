import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemonstrationStation, type DemonstrationStation } from "../support/demonstration-station.ts";
import { ask, openViewing } from "../support/open-viewing.ts";

describe("R2, R9: the last word of a picture", () => {
  let app: DemonstrationStation;
  beforeAll(async () => {
    app = await startDemonstrationStation();
  });
  afterAll(() => app.close());

  it("comes when people leave while it plays, so that nothing is left to guess", async () => {
    const journey = await openViewing(app, { asset: "WH-20261109-A017-01", from: 100, to: 1000 });
    await journey.play();
    await app.page.waitForTimeout(2500);
    await journey.leave();
    await expect
      .poll(async () => (await ask(app, "registers:viewings"))[0]?.persons.map(({ possible }) => possible ?? null), {
        timeout: 5000,
      })
      .toEqual([null, null]);
    const [row] = await ask(app, "registers:viewings");
    expect(row?.persons.every(({ frames }) => frames.length === 1)).toBe(true);
  });
});
