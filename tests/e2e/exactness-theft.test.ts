import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VaultAnswer } from "../../main/shell/port.ts";
import { invalidOrigins } from "../../main/seal/index.ts";
import { canMakeClips, clip } from "../support/clips.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  wayOf,
  type PictureLab,
  type VaultBench,
} from "../support/picture.ts";
import { thefts, theftScript } from "../support/picture-theft.ts";

describe.skipIf(!canMakeClips())("script in the screen's page gets no pixel and no sample (R4)", () => {
  const { folder, remove } = scratch("theft");
  let lab: PictureLab;
  let bench: VaultBench;
  let address = "";
  let media = "";
  /** Whether the media is given to anybody who asks, to see that the attempts see. */
  let isOpenToAll = false;

  const loosen = (answer: VaultAnswer): VaultAnswer =>
    isOpenToAll
      ? {
          ...answer,
          headers: {
            ...answer.headers,
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
          },
        }
      : answer;

  beforeAll(async () => {
    const picture = await buildPicture(`${folder}/picture`);
    const taken = await takeIn(clip("cfr30"), folder);
    bench = openVaultBench(`${folder}/bench`, [taken], picture);
    lab = await openPictureLab(async (request) => loosen(await bench.vault.serve(request)), {
      width: 640,
      height: 360,
    });
    const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: 450 }]));
    const ticket = opened.ok ? opened.value.ticket : "";
    await lab.show(`/${ticket}/`);
    address = `${invalidOrigins.vault}/${ticket}/`;
    media = `${address}${await wayOf(bench, ticket)}/media`;
  });
  afterAll(async () => {
    await lab.close();
    bench.close();
    remove();
  });

  it("sees what it looks for: with everything allowed, media that asks for leave is read", async () => {
    isOpenToAll = true;
    const asked = thefts.find(({ id }) => id === "A08");
    expect(asked).toBeDefined();
    expect(asked === undefined ? null : await lab.page.evaluate(theftScript(asked, address, media))).not.toBeNull();
    isOpenToAll = false;
  });

  it.each(thefts.map((theft) => [theft.id, theft.says, theft] as const))("%s: %s", async (_id, _says, theft) => {
    expect(await lab.page.evaluate(theftScript(theft, address, media))).toBeNull();
  });
});
