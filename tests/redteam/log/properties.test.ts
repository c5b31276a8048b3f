import fc from "fast-check";
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLog, openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import { equalBytes } from "../../../main/formats/bytes.ts";
import { verifyBundle } from "../../../main/formats/log-bundle.ts";
import { fastFolder } from "../../support/fast-folder.ts";
import { leafText } from "../../support/log-image.ts";
import { openSeen, openStick, type Stick } from "../../support/stick.ts";
import { cosignerVerifier, openMirror, sceneOrigin, syncOnce, type MirrorHall } from "../../support/log-scene.ts";
import { handClock, type HandClock } from "../../unit/auditlog/log-bench.ts";

/** Runs in CI; `VITRINE_RUNS` asks for more. */
const numRuns = Number(process.env["VITRINE_RUNS"] ?? 500);
const memory = fastFolder("properties");
afterAll(() => memory.remove());

type Step =
  | { readonly do: "append"; readonly count: number }
  | { readonly do: "rotate" | "reopen" | "crash" | "sync" | "bundle" | "headquarters" }
  | { readonly do: "clock"; readonly pass: number; readonly turn: number }
  | { readonly do: "partial"; readonly keep: number }
  /** A file for headquarters is written; `which` of those on sticks arrives, and its answer may get lost; `which` answer comes. */
  | { readonly do: "out" | "issue" }
  | { readonly do: "deliver"; readonly which: number; readonly lose: boolean }
  | { readonly do: "bring"; readonly which: number };

type Carried = Extract<Step, { do: "out" | "issue" | "deliver" | "bring" }>;

function isCarried(step: Step): step is Carried {
  return step.do === "out" || step.do === "issue" || step.do === "deliver" || step.do === "bring";
}

const hours = 3_600_000;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("append" as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rotate" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("reopen" as const, "crash" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sync" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("bundle" as const, "headquarters" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("clock" as const),
      pass: fc.integer({ min: 0, max: 30 * hours }),
      turn: fc.integer({ min: -80 * hours, max: 80 * hours }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("partial" as const), keep: fc.integer({ min: 0, max: 99 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("out" as const, "issue" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("deliver" as const), which: fc.nat({ max: 9 }), lose: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("bring" as const), which: fc.nat({ max: 9 }) }) },
);

/** What must be true of the log, kept without it: every acknowledged leaf, and how far headquarters has come. */
interface Model {
  readonly leaves: Buffer[];
  cosigned: number;
  judged: number;
}

/** One station with its headquarters, driven by steps. */
class World {
  readonly #folder: string;
  readonly #clock: HandClock = handClock();
  readonly #model: Model = { leaves: [], cosigned: 0, judged: 0 };
  readonly #database: string;
  #place: string;
  #generation = 0;
  #log: AuditLog;
  #hall: MirrorHall | null = null;
  #stick: Stick | null = null;
  readonly #seen = openSeen();
  /** Files on sticks, in both directions: none is ever thrown away. */
  readonly #outs: string[] = [];
  readonly #answers: string[] = [];
  #issued = 0;

  constructor(folder: string) {
    mkdirSync(folder);
    this.#folder = folder;
    this.#place = join(folder, "log-0");
    this.#database = join(folder, "headquarters.sqlite");
    this.#log = createLog(this.#place, this.#options());
    this.#learn();
  }

  #options(): Parameters<typeof createLog>[1] {
    return {
      origin: sceneOrigin,
      clock: this.#clock,
      keyStore: null,
      receiptsFile: join(this.#folder, "receipts"),
    };
  }

  async #hallNow(): Promise<MirrorHall> {
    this.#hall ??= await openMirror(this.#database, new Map([[sceneOrigin, this.#log.verifierKey]]));
    return this.#hall;
  }

  /** Everything the log now holds was acknowledged; what was known before must still be there. */
  #learn(): void {
    const { leaves } = this.#model;
    for (const leaf of this.#log.leaves(leaves.length, this.#log.size)) {
      leaves.push(Buffer.from(leaf));
    }
    const now = this.#log.now().getTime();
    assert.ok(now >= this.#model.judged);
    this.#model.judged = now;
  }

  async take(one: Step): Promise<void> {
    await (isCarried(one) ? this.#carry(one) : this.#live(one));
    this.#learn();
  }

  async #live(one: Exclude<Step, Carried>): Promise<void> {
    switch (one.do) {
      case "append":
        this.#append(one.count);
        break;
      case "rotate":
        this.#clock.pass(24 * hours);
        this.#append(1);
        break;
      case "clock":
        this.#clock.pass(one.pass);
        this.#clock.turn(one.turn);
        break;
      case "reopen":
        this.#log.close();
        this.#open();
        break;
      case "crash":
        this.#crash();
        break;
      case "sync":
        await this.#sync(null);
        break;
      case "partial":
        await this.#sync(one.keep);
        break;
      case "headquarters":
        await this.#hall?.close();
        this.#hall = null;
        break;
      case "bundle":
        await this.#bundle();
        break;
    }
  }

  async #carry(one: Carried): Promise<void> {
    switch (one.do) {
      case "out":
        this.#outs.push(await (await this.#stickNow()).out(this.#log, this.#seen));
        break;
      case "issue":
        this.#issued = await (await this.#stickNow()).issue(`item ${this.#issued + 1}`);
        break;
      case "deliver":
        await this.#deliver(this.#outs.at(one.which % Math.max(1, this.#outs.length)), one.lose);
        break;
      case "bring":
        await this.#bring(this.#answers.at(one.which % Math.max(1, this.#answers.length)));
        break;
    }
  }

  #append(count: number): void {
    const beat = { t: "heartbeat", b: { count } } as const;
    this.#log.append(beat, ...Array.from({ length: count - 1 }, () => beat));
  }

  #open(): void {
    const before = this.#model.leaves.length;
    // Time that no entry tells of is forgotten with the program.
    this.#model.judged = Date.parse(leafText(this.#model.leaves.at(-1), "wall"));
    this.#log = openLog(this.#place, this.#options());
    assert.ok(this.#log.size > before);
    for (const [index, leaf] of this.#log.leaves(0, before).entries()) {
      assert.deepEqual(Buffer.from(leaf), this.#model.leaves[index]);
    }
  }

  /** The program dies: what is on the disk at this moment is all there is. */
  #crash(): void {
    const next = join(this.#folder, `log-${(this.#generation += 1)}`);
    mkdirSync(next);
    for (const name of ["log.sqlite", "log.sqlite-wal"]) {
      if (existsSync(join(this.#place, name))) {
        copyFileSync(join(this.#place, name), join(next, name));
      }
    }
    this.#log.close();
    this.#place = next;
    this.#open();
  }

  /** A round of sync; with `keep`, the line is cut after that much of an upload, then once more without an answer. */
  async #sync(keep: number | null): Promise<void> {
    const hall = await this.#hallNow();
    const status = await syncOnce(this.#log, keep === null ? hall : { ...hall, transport: cutLine(hall, keep) });
    const { size, root } = hall.mirror.head(sceneOrigin);
    assert.ok(size >= this.#model.cosigned);
    assert.ok(equalBytes(root, this.#log.root(size)));
    this.#model.cosigned = size;
    assert.ok((this.#log.lastReceipt()?.size ?? 0) <= size);
    assert.deepEqual(hall.mirror.evidence(sceneOrigin), []);
    assert.ok(keep !== null || status === "idle");
  }

  async #bundle(): Promise<void> {
    const file = join(this.#folder, "bundle");
    const { size } = await this.#log.exportBundle(file);
    const { outcome } = verifyBundle(new Uint8Array(readFileSync(file)), {
      genesisKey: this.#log.verifierKey,
      cosigners: [cosignerVerifier],
      pins: this.#log.receipts().map((receipt) => ({ size: receipt.size, root: this.#log.root(receipt.size) })),
    });
    assert.deepEqual({ size, outcome }, { size: this.#model.leaves.length, outcome: "sound" });
  }

  async #stickNow(): Promise<Stick> {
    this.#stick ??= await openStick(this.#folder, this.#log);
    return this.#stick;
  }

  /** Any file that was ever written arrives, in any order; headquarters never goes back and finds nothing wrong. */
  async #deliver(file: string | undefined, lose: boolean): Promise<string> {
    if (file === undefined) {
      return "nothing";
    }
    const { mirror } = await this.#hallNow();
    const { taken, answer } = await (await this.#stickNow()).deliver(file, mirror);
    assert.ok(taken.ok);
    assert.ok(["taken", "known", "behind"].includes(taken.value.outcome));
    assert.ok(taken.value.size >= this.#model.cosigned);
    assert.ok(taken.value.outcome === "behind" || taken.value.size >= taken.value.to);
    assert.ok(equalBytes(mirror.head(sceneOrigin).root, this.#log.root(taken.value.size)));
    assert.deepEqual(mirror.evidence(sceneOrigin), []);
    this.#model.cosigned = taken.value.size;
    if (!lose) {
      this.#answers.push(answer);
    }
    return taken.value.outcome;
  }

  async #bring(answer: string | undefined): Promise<void> {
    if (answer === undefined) {
      return;
    }
    const [kept, after] = [this.#log.lastReceipt()?.size ?? 0, this.#seen.after];
    const { mirror } = await this.#hallNow();
    const taken = await (await this.#stickNow()).bring(answer, this.#log, this.#seen, mirror);
    assert.equal(this.#log.lastReceipt()?.size ?? 0, Math.max(kept, taken.size));
    assert.ok(this.#seen.after >= after && !taken.wantsEverything);
    // No item is passed over: everything up to the cursor was handed over.
    const handed = new Set(this.#seen.items.map(({ cursor }) => cursor));
    assert.ok(Array.from({ length: this.#seen.after }, (_, at) => at + 1).every((cursor) => handed.has(cursor)));
  }

  /** Whatever happened: the log is sound, and one undisturbed round, by line or by stick, brings headquarters to its end. */
  async settle(byStick: boolean): Promise<void> {
    if (byStick) {
      const file = await (await this.#stickNow()).out(this.#log, this.#seen);
      assert.equal(await this.#deliver(file, false), "taken");
      await this.#bring(this.#answers.at(-1));
      assert.equal(this.#seen.after, this.#issued);
    } else {
      await this.#sync(null);
    }
    this.#learn();
    const { firstWrong } = await this.#log.verify({ thorough: true });
    assert.equal(firstWrong, undefined);
    const hall = await this.#hallNow();
    for (let index = 0; index < this.#model.cosigned; index++) {
      assert.deepEqual(Buffer.from(hall.mirror.leaf(sceneOrigin, index) ?? []), this.#model.leaves[index]);
    }
    const unsent = [...this.#log.entries(this.#model.cosigned)].map(({ t }) => t);
    assert.deepEqual(
      unsent.filter((t) => t !== "hq.receipt" && t !== "clock" && t !== "key.rotate" && t !== "bundle.import"),
      [],
    );
  }

  async end(): Promise<void> {
    this.#log.close();
    await this.#hall?.close();
    await this.#stick?.close();
  }
}

function cutLine(hall: MirrorHall, keep: number): MirrorHall["transport"] {
  let uploads = 0;
  return {
    ...hall.transport,
    post: async (path, body, headers, signal) => {
      if (path !== "/tlog/add-entries") {
        return hall.transport.post(path, body, headers, signal);
      }
      uploads += 1;
      const length = Math.floor((body.length * keep) / 100);
      const answer = await hall.transport.post(path, uploads === 1 ? body.slice(0, length) : body, headers, signal);
      if (uploads === 2) {
        throw Object.assign(new Error("line cut"), { name: "TransportError" });
      }
      return answer;
    },
  };
}

describe("whatever happens to a log and its headquarters, in whatever order (A21, A23)", () => {
  it(`keeps what it acknowledged, never goes back, verifies and converges, in ${numRuns} histories`, async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), fc.boolean(), async (steps, byStick) => {
        const world = new World(join(memory.path, String((runs += 1))));
        try {
          for (const one of steps) {
            // oxlint-disable-next-line no-await-in-loop -- a history is in order
            await world.take(one);
          }
          await world.settle(byStick);
        } finally {
          await world.end();
        }
      }),
      { numRuns, endOnFailure: false },
    );
    expect(runs).toBeGreaterThanOrEqual(numRuns);
  }, 3_600_000);
});
