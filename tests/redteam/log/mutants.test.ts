import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { histories } from "../../support/log-attacks.ts";
import { judge, openScene, type Scene, type Verdict } from "../../support/log-scene.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";

const walk = "main/formats/log-walk.ts";
const bundle = "main/formats/log-bundle.ts";
const mirror = "main/headquarters/mirror/mirror.ts";

const unsigned: Mutation = {
  file: walk,
  from: 'return isSignedBy(note, this.#signer) ? null : { index: this.#checked - 1, rule: "checkpoint-signature" };',
  to: "return null;",
};
const uncompared: Mutation = {
  file: walk,
  from: "if (!equalBytes(read.checkpoint.root, this.root)) {",
  to: "if (false) {",
};

const inconsistent: Mutation = { file: mirror, from: "if (!isConsistent) {", to: "if (false) {" };

/** These rules of `log-rules.ts` are not looked at. */
function without(...rules: readonly string[]): Mutation {
  return {
    file: walk,
    from: "if (!holds(entry, this.#position, context)) {",
    to: `if (!${JSON.stringify(rules)}.includes(rule) && !holds(entry, this.#position, context)) {`,
  };
}

interface Defence {
  readonly defence: string;
  readonly mutations: readonly [Mutation, ...Mutation[]];
  /** Attacks whose row no longer holds once the defence is gone. */
  readonly reddens: readonly string[];
}

const defences: readonly Defence[] = [
  { defence: "the signature of each head", mutations: [unsigned], reddens: ["A7 (unsynced)"] },
  { defence: "the comparison of root and leaves", mutations: [uncompared], reddens: ["A1"] },
  {
    defence: "chaining and numbering, when roots are not compared either",
    mutations: [uncompared, without("previous", "sequence")],
    reddens: ["A2", "A3"],
  },
  {
    defence: "the epoch rule: the key of an entry's own epoch attests it",
    mutations: [unsigned, without("epoch")],
    reddens: ["A7 (unsynced)", "A12"],
  },
  {
    defence: "the attestation of a new key by the old one",
    mutations: [
      {
        file: walk,
        from: "if (this.#next !== null && this.#checked !== index) {",
        to: "if (false) {",
      },
    ],
    reddens: ["A12"],
  },
  {
    defence: "the clock rules",
    mutations: [without("wall-back", "mono-back", "clock-step")],
    reddens: ["A13"],
  },
  {
    defence: "the canonical form of leaves",
    mutations: [
      {
        file: "main/formats/canonical-json.ts",
        from: "if (!equalBytes(utf8(profileText(json)), bytes)) {",
        to: "if (false) {",
      },
    ],
    reddens: ["A14"],
  },
  {
    defence: "the forward-secure seal",
    mutations: [
      {
        file: bundle,
        from: "this.#seal === null || equalBytes(this.#seal.aggregate, fromBase64url(seal.data.aggregate))",
        to: "true",
      },
    ],
    reddens: ["A5", "A8"],
  },
  {
    defence: "remembered heads",
    mutations: [
      {
        file: bundle,
        from: 'return this.#pins.every(({ size }) => size <= walk.size) ? null : this.#last("pin");',
        to: "return null;",
      },
    ],
    reddens: ["A6", "A9"],
  },
  {
    defence: "headquarters' consistency proof",
    mutations: [inconsistent],
    reddens: ["A1"],
  },
  {
    defence: "headquarters' check of what it is sent against what it holds",
    mutations: [
      inconsistent,
      {
        file: mirror,
        from: "if (!verifySubtreeConsistency(bounds.tile, bounds.end, end, entries.proof, subtree, root)) {",
        to: "if (false) {",
      },
      { file: mirror, from: "if (!equalBytes(treeRoot(tree, end), root)) {", to: "if (false) {" },
    ],
    reddens: ["A1", "A2", "A3", "A4", "A7"],
  },
  {
    defence: "I5, the key of the epoch a head belongs to",
    mutations: [
      {
        file: mirror,
        from: ": openCheckpoint(note, verifierOf(log.origin, key.publicKey));",
        to: ": parseCheckpoint(parseNote(note).text);",
      },
    ],
    reddens: ["A7 (unsynced)"],
  },
];

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

describe("every defence is needed: without it an attack of the corpus passes", () => {
  it.each(defences)("without $defence, $reddens is no longer found", async ({ mutations, reddens }) => {
    const mutant = makeMutant(...mutations);
    try {
      const parts = await mutant.load();
      const honest: Pick<Verdict, "local" | "headquarters"> = await judge(scene, scene.now, parts);
      const green: string[] = [];
      for (const { id, variants, detected } of histories.filter((row) => reddens.includes(row.id))) {
        let fell = false;
        for (const image of thinned(variants(scene))) {
          // oxlint-disable-next-line no-await-in-loop -- one attack after the other
          const { local, pin, seal, headquarters } = await judge(scene, image, parts);
          fell ||= JSON.stringify({ local, pin, seal, headquarters }) !== JSON.stringify(detected);
        }
        if (!fell) {
          green.push(id);
        }
      }
      expect({ honest: honest.headquarters, green }).toEqual({ honest: "accepted", green: [] });
    } finally {
      mutant.remove();
    }
  });

  it("a mutation that changes nothing is an error", () => {
    expect(() => makeMutant({ file: walk, from: "no such text", to: "" })).toThrow("does not fit");
  });
});

function thinned<T>(all: readonly T[]): T[] {
  const stride = Math.ceil(all.length / 9);
  return all.filter((_, index) => index % stride === 0 || index === all.length - 1);
}
