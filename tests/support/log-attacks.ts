import { base64url, fromUtf8, utf8 } from "../../main/formats/bytes.ts";
import type { JsonObject } from "../../main/formats/canonical-json.ts";
import {
  changedLeaf,
  cutImage,
  extended,
  leafObject,
  leafText,
  nextLeaf,
  relink,
  resigned,
  type LogImage,
} from "./log-image.ts";
import type { Scene, SyncVerdict } from "./log-scene.ts";

/** One row of the attack table (research note F): what is done to a history, and who notices. */
export interface HistoryAttack {
  readonly id: string;
  readonly what: string;
  /** The row in words, for the test's title. */
  readonly sentence: string;
  readonly detected: {
    readonly local: boolean;
    readonly pin: boolean;
    readonly seal: boolean;
    readonly headquarters: SyncVerdict;
  };
  readonly variants: (scene: Scene) => LogImage[];
}

const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);

const withLeaves = (image: LogImage, leaves: readonly Uint8Array[]): LogImage => ({ ...image, leaves });

/** Where the epoch of the current key begins. */
const currentStart = (image: LogImage): number => image.keys.at(-1)?.start ?? 0;

function shift(leaf: Uint8Array | undefined): JsonObject {
  return { mono: String(BigInt(leafText(leaf, "mono")) + 1n) };
}

function moved(leaf: Uint8Array | undefined, ms: number): JsonObject {
  return { wall: new Date(Date.parse(leafText(leaf, "wall")) + ms).toISOString() };
}

const day = 86_400_000;
const everyone = { local: true, pin: true, seal: true };
const nobody = { local: false, pin: false, seal: false };

/** Heads below the last one that a truncation may fall back to. */
function heads(image: LogImage, from: number, to: number): number[] {
  return [...image.notes.keys()].filter((size) => size >= from && size < to);
}

function attack(
  id: string,
  what: string,
  detected: HistoryAttack["detected"],
  variants: HistoryAttack["variants"],
): HistoryAttack {
  const { local, pin, seal, headquarters } = detected;
  const who = [
    ...(local ? ["the log alone"] : []),
    ...(pin && !local ? ["a remembered head"] : []),
    ...(seal && !local ? ["the holder of the seal key"] : []),
  ];
  const noticed = who.length === 0 ? "nobody notices by looking at it" : `found by ${who.join(" or ")}`;
  return { id, what, detected, variants, sentence: `${noticed}; headquarters: ${headquarters}` };
}

/** Attacks A1–A14 on one log's history; the row of each is measured, including who does not notice. */
export const histories: readonly HistoryAttack[] = [
  attack("A1", "one field of an entry is edited", { ...everyone, headquarters: 422 }, ({ now }) =>
    span(0, now.leaves.length).map((index) =>
      withLeaves(now, now.leaves.with(index, changedLeaf(now.leaves[index], shift(now.leaves[index])))),
    ),
  ),
  attack("A2", "an entry is deleted", { ...everyone, headquarters: 422 }, ({ now }) =>
    span(1, now.leaves.length - 1).map((index) => withLeaves(now, now.leaves.toSpliced(index, 1))),
  ),
  attack("A3", "an entry is deleted and the rest renumbered", { ...everyone, headquarters: 422 }, ({ now }) =>
    span(1, now.leaves.length - 1).map((index) => withLeaves(now, relink(now.leaves.toSpliced(index, 1), index))),
  ),
  attack("A4", "entries are swapped, doubled or put in", { ...everyone, headquarters: 422 }, ({ now }) =>
    [2, 5, 12, now.leaves.length - 3].flatMap((index) => {
      const [here, next] = now.leaves.slice(index, index + 2);
      const put = nextLeaf({ ...now, leaves: now.leaves.slice(0, index) });
      return [
        withLeaves(now, now.leaves.toSpliced(index, 2, next ?? utf8(""), here ?? utf8(""))),
        withLeaves(now, now.leaves.toSpliced(index, 0, here ?? utf8(""))),
        withLeaves(now, relink(now.leaves.toSpliced(index, 0, put), index)),
      ];
    }),
  ),
  attack(
    "A5",
    "the unsynced tail is cut off at an older signed head",
    { ...nobody, seal: true, headquarters: "accepted" },
    ({ now, pin }) => heads(now, pin.size, now.leaves.length).map((size) => cutImage(now, size)),
  ),
  attack(
    "A6",
    "the log is cut below its last sync",
    { ...nobody, pin: true, seal: true, headquarters: "rollback" },
    ({ now, pin }) => heads(now, currentStart(now) + 1, pin.size).map((size) => cutImage(now, size)),
  ),
  attack(
    "A7",
    "the stolen current key signs an older epoch anew (CVE-2023-31439)",
    { ...everyone, headquarters: 422 },
    ({ now }) =>
      [1, 2, 5, 7].map((index) => {
        const edited = changedLeaf(now.leaves[index], shift(now.leaves[index]));
        return resigned(withLeaves(now, relink(now.leaves.with(index, edited), index)), index);
      }),
  ),
  attack(
    "A7 (unsynced)",
    "the same in an older epoch that headquarters has not seen",
    { ...everyone, headquarters: 403 },
    ({ later, pin }) =>
      span(pin.size + 1, currentStart(later) - 3).map((index) => {
        const edited = changedLeaf(later.leaves[index], shift(later.leaves[index]));
        return resigned(withLeaves(later, relink(later.leaves.with(index, edited), index)), index);
      }),
  ),
  attack(
    "A8",
    "the stolen current key rewrites an unsynced entry of its own epoch",
    { ...nobody, seal: true, headquarters: "accepted" },
    ({ now, pin }) =>
      span(pin.size, now.leaves.length)
        .filter((index) => ["heartbeat", "config", "mark.add"].includes(leafText(now.leaves[index], "t")))
        .map((index) => {
          const edited = changedLeaf(now.leaves[index], { b: { mark: "m-000009", note: "rewritten" } });
          return resigned(withLeaves(now, relink(now.leaves.with(index, edited), index)), index);
        }),
  ),
  attack(
    "A9",
    "an old copy of the database is put back, receipts and all",
    { ...nobody, pin: true, headquarters: "rollback" },
    ({ early }) => [early],
  ),
  attack(
    "A10",
    "the whole machine is put back to its state at the last sync, and the tail is lost",
    { ...nobody, headquarters: "accepted" },
    ({ synced }) => [synced],
  ),
  attack(
    "A12",
    "the log is cut and goes on in a later epoch (CVE-2023-31438)",
    { ...everyone, headquarters: "rollback" },
    ({ now }) => resumptions(now),
  ),
  attack(
    "A13",
    "the clock is turned within a boot or between two, and no entry says so",
    { ...everyone, headquarters: "accepted" },
    ({ now }) => {
      const last = now.leaves.at(-1);
      const boot = {
        t: "boot",
        b: { nonce: "n", software: "s", keyStore: "file" },
        boot: Number(leafObject(last)["boot"]) + 1,
        mono: "0",
      };
      return [
        extended(now, nextLeaf(now, moved(last, -3 * day))),
        extended(now, nextLeaf(now, moved(last, 3 * day))),
        extended(now, nextLeaf(now, { ...boot, ...moved(last, -3 * day) })),
        extended(now, nextLeaf(now, { mono: "1" })),
      ];
    },
  ),
  attack(
    "A14",
    "a leaf that two readers read differently is validly signed",
    { ...everyone, headquarters: "accepted" },
    ({ now }) => differentials(fromUtf8(nextLeaf(now))).map((text) => extended(now, utf8(text))),
  ),
];

/** A12: the tail of the epoch before the current one is gone, and the current key carries on as if it followed. */
function resumptions(now: LogImage): LogImage[] {
  const { epoch = 0, publicKey = new Uint8Array() } = now.keys.at(-1) ?? {};
  const before = now.keys.at(-2)?.start ?? 0;
  const cuts = heads(now, before + 1, currentStart(now) - 1);
  return cuts.flatMap((size) => {
    const cut = cutImage(now, size);
    const rotation = nextLeaf(cut, {
      t: "key.rotate",
      b: { epoch, key: base64url(publicKey), reason: "boot" },
    });
    const after = nextLeaf({ ...cut, leaves: [...cut.leaves, rotation] }, { ep: epoch });
    return [
      // No rotation at all.
      extended(cut, nextLeaf(cut, { ep: epoch })),
      // A rotation only the new key attests, by itself or together with what follows.
      extended(extended(cut, rotation), after),
      extended(cut, rotation, after),
    ];
  });
}

/** A14: texts that a lenient reader takes for an entry. */
function differentials(leaf: string): string[] {
  return [
    leaf.replace('{"b":{}', '{"b":{},"b":{}'),
    leaf.replace('"t":"heartbeat"', '"t":"heartbeat","t":"heartbeat"'),
    leaf.replace('"v":1', '"v":1.0'),
    leaf.replace('{"b"', '{ "b"'),
    leaf.replace("heartbeat", String.raw`heartbea\u0074`),
    leaf.replace('{"b":{}', '{"b":{"a":null}'),
    leaf.replace('{"b":{},', "{").replace(/\}$/u, ',"b":{}}'),
    `\uFEFF${leaf}`,
    `${leaf}\n`,
  ];
}
