import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { histories } from "../../support/log-attacks.ts";
import { judge, openScene, stationSays, type Scene } from "../../support/log-scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

describe("attacks on the history of a log: who notices", () => {
  it("nobody objects to the log as it is, nor to what it was", async () => {
    const untouched = { local: false, pin: false, seal: false, headquarters: "accepted", rule: null };
    expect(await judge(scene, scene.now)).toEqual(untouched);
    expect(await judge(scene, scene.synced)).toEqual(untouched);
    expect(await stationSays(scene, scene.now)).toBeNull();
  });

  it.each(histories)("C09 $what — $sentence ($id)", async ({ variants, detected }) => {
    const images = variants(scene);
    expect(images.length).toBeGreaterThan(0);
    for (const [variant, image] of images.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one attack after the other
      const { rule, ...found } = await judge(scene, image);
      expect({ variant, rule, ...found }).toEqual({ variant, rule, ...detected });
      // oxlint-disable-next-line no-await-in-loop -- see above
      expect({ variant, station: (await stationSays(scene, image)) !== null }).toEqual({
        variant,
        station: detected.local,
      });
    }
  });
});
