import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyForkCommand } from "../../../main/commands/verify-fork.ts";
import { verifyForkProof } from "../../../main/formats/fork-proof.ts";
import { verifierKey } from "../../../main/formats/signed-note.ts";
import { formatAddCheckpoint } from "../../../main/formats/tlog-mirror.ts";
import { extended, nextLeaf, type LogImage } from "../../support/log-image.ts";
import { nextSync, openScene, sceneOrigin, type MirrorHall, type Scene } from "../../support/log-scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

const branch = (filling: string, count: number): LogImage => {
  let image = scene.synced;
  for (let n = 0; n < count; n++) {
    image = extended(image, nextLeaf(image, { t: "config", b: { filling } }));
  }
  return image;
};

/** What headquarters can hand out after it mirrored one branch and was offered the head of another. */
async function proofAfter(second: LogImage): Promise<Uint8Array | null> {
  const hall: MirrorHall = await scene.headquarters();
  expect(await nextSync(hall, branch("one", 4))).toBe("accepted");
  const size = second.leaves.length;
  const note = second.notes.get(size) ?? "";
  await hall.post(
    "/tlog/add-checkpoint",
    formatAddCheckpoint({ old: Math.min(size, hall.mirror.head(sceneOrigin).size), proof: [], note }),
  );
  const evidence = hall.mirror.evidence(sceneOrigin).map(({ id }) => hall.mirror.forkProof(id));
  const nothing = hall.mirror.forkProof(999);
  await hall.close();
  expect(nothing).toBeNull();
  return evidence[0] ?? null;
}

function said(
  file: string,
  key: readonly string[],
  language: "zh" | "en",
): { readonly code: number; readonly lines: string[] } {
  const lines: string[] = [];
  const code = verifyForkCommand({ file, key, language, line: (text) => lines.push(text) });
  return { code, lines };
}

describe("A11: the proof of a fork that headquarters hands out (I8)", () => {
  const key = (): string => verifierKey(sceneOrigin, scene.synced.keys.at(-1)?.publicKey ?? new Uint8Array());

  it.each([2, 3, 4])(
    "convinces anybody when the second branch is %i entries on, and carries no log line",
    async (length) => {
      const proof = await proofAfter(branch("two", length));
      expect(verifyForkProof(proof ?? new Uint8Array(), [key()])).toMatchObject({
        outcome: "proven",
        areKeysKnown: true,
      });
      expect(Buffer.from(proof ?? []).toString("utf8")).not.toContain("filling");
    },
  );

  it("is not made where only a proof is missing: the second branch is longer than what was mirrored", async () => {
    expect(await proofAfter(branch("two", 7))).toBeNull();
  });

  it("is not made of heads of one history", async () => {
    expect(await proofAfter(branch("one", 2))).toBeNull();
  });

  it("is read on the command line: 0 proven, 1 not proven, 2 no such file, in both languages", async () => {
    const file = scene.place("fork.json");
    writeFileSync(file, (await proofAfter(branch("two", 4))) ?? "");
    expect(said(file, [key()], "en")).toMatchObject({
      code: 0,
      lines: [
        expect.stringContaining("PROVEN"),
        `Log: ${sceneOrigin}`,
        ...Array.from({ length: 4 }, () => expect.any(String) as string),
        "The keys are among those given.",
      ],
    });
    expect(said(file, [], "zh").lines.at(-1)).toContain("未与已知密钥比对");
    expect(said(file, [scene.now.genesisKey], "zh")).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("未能证明"), ...Array.from({ length: 5 }, () => expect.any(String) as string)],
    });
    const other = scene.place("other.json");
    writeFileSync(other, "{}");
    expect(said(other, [], "en")).toEqual({ code: 2, lines: ["NOT READABLE: this file is no fork proof."] });
    expect(said(scene.place("none"), [], "zh").code).toBe(2);
    expect(() => said(file, ["no key"], "en")).toThrow("key");
  });
});
