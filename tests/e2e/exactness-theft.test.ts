import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  beforeAll(async () => {
    const picture = await buildPicture(`${folder}/picture`);
    const taken = await takeIn(clip("cfr30"), folder);
    bench = openVaultBench(`${folder}/bench`, [taken], picture);
    lab = await openPictureLab((request) => bench.vault.serve(request), {
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

  it.each(thefts.map((theft) => [theft.id, theft.says, theft] as const))("%s: %s", async (_id, _says, theft) => {
    expect(await lab.page.evaluate(theftScript(theft, address, media))).toBeNull();
  });

  // The same attempts on the origin that may see the picture: an attempt that gets nothing even there proves nothing.
  const elsewhere = new Set(["A03b"]);
  it.each(thefts.filter(({ id }) => !elsewhere.has(id)).map((theft) => [theft.id, theft] as const))(
    "%s would see a picture that it may see",
    async (_id, theft) => {
      expect(await lab.frame().evaluate(theftScript(theft, address, media))).not.toBeNull();
    },
  );
});
