import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openToken } from "../../../main/formats/pkcs12.ts";
import {
  demonstrationPeople,
  prepareDemonstration,
  type DemonstrationToken,
} from "../../../main/headquarters/demonstration/index.ts";
import { footageMetadata, makeClip } from "../../support/headquarters.ts";
import { enrolTestStation } from "../../support/test-station.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-demonstration-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the demonstration", () => {
  it(
    "fills itself once, gives everybody a token, leaves a request to decide, and finds it all again",
    { timeout: 120_000 },
    async () => {
      const media = join(folder, "media");
      mkdirSync(media);
      copyFileSync(makeClip(folder), join(media, "clip.mp4"));
      const wearers = [{ person: "p-0001", name: "陈志强", certificateNo: "SLWH-31-0101" }];
      writeFileSync(join(media, "clip.json"), JSON.stringify(footageMetadata({ wearers })));

      const first = await prepareDemonstration(join(folder, "place"), { media });
      const tokens = JSON.parse(readFileSync(join(first.tokensFolder, "tokens.json"), "utf8")) as DemonstrationToken[];
      expect(tokens.map(({ person }) => person)).toEqual(demonstrationPeople.map(({ person }) => person));
      for (const { file, pin } of tokens) {
        expect(openToken(readFileSync(join(first.tokensFolder, file)), pin)).toMatchObject({ ok: true });
        expect(openToken(readFileSync(join(first.tokensFolder, file)), "000000")).toMatchObject({ ok: false });
      }
      const enrol = {
        ...first.headquarters,
        administration: {
          ...first.headquarters.administration,
          enrolStation: (enrolment: Parameters<typeof first.enrolStation>[0]) => first.enrolStation(enrolment),
        },
      };
      const station = await enrolTestStation(enrol, "slwh/ws/demonstration/0", first.room.id);
      expect(station.enrolled.station).toBe("ws-01");
      const { administration } = first.headquarters;
      const [people, footage] = [await administration.people(), await administration.footage()];
      const token = readFileSync(join(first.tokensFolder, "p-0001.p12"));
      await first.close();

      const second = await prepareDemonstration(join(folder, "place"), { media });
      expect(await second.headquarters.administration.people()).toEqual(people);
      expect(await second.headquarters.administration.footage()).toEqual(footage);
      expect(readFileSync(join(second.tokensFolder, "p-0001.p12")).equals(token)).toBe(true);
      expect((await second.headquarters.administration.stations()).map(({ station: id }) => id)).toEqual(["ws-01"]);
      expect(existsSync(join(folder, "place", "headquarters", "headquarters.sqlite"))).toBe(true);
      await second.close();
    },
  );
});
