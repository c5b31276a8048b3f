import type { KeyObject } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { monitoringOf } from "../../../shared/access/policy/monitoring.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { newIncident } from "../../diagnostics/index.ts";
import { base64, fromBase64url } from "../../formats/bytes.ts";
import { FormatError } from "../../formats/format-error.ts";
import { readLeaf } from "../../formats/log-entry.ts";
import { firstSeal, openFirstKey, type SealState } from "../../formats/log-seal.ts";
import type { Database } from "../database/database.ts";
import type { Directory } from "../directory.ts";
import type { Mirror } from "../mirror/index.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Secrets } from "../secrets.ts";
import type { Stations } from "../stations.ts";
import { readCursor, saveCursor, saveTraces, type Cursor } from "./cursor.ts";
import { factsFrom, openKnowledge, type KnowledgeSource } from "./knowledge.ts";
import { review } from "./review.ts";
import { raise, Sightings } from "./sightings.ts";
import { watchLeaf, type WatchState } from "./watch.ts";

/** What the monitor works with. */
export interface MonitorParts {
  readonly database: Database;
  readonly mirror: Mirror;
  readonly stations: Stations;
  readonly directory: Directory;
  readonly secrets: Secrets;
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
  readonly cosigner: string;
  /** Headquarters' key for travel bundles, base64url. */
  readonly travelKey: string;
  /** Name and key to which stations seal their first seal key. */
  readonly sealRecipient: { readonly name: string; readonly privateKey: KeyObject };
  readonly onIncident: (incident: string, error: unknown) => void;
}

/** Reads every mirrored log after the fact. Storage never waits for it. */
export interface Monitor {
  /** A log has grown, or evidence about it was stored. Returns at once. */
  nudge(origin: string): void;
  /** A station said up to where its log has what headquarters issued. */
  acknowledged(origin: string, earlier: { readonly size: number }, now: { readonly size: number }): Promise<void>;
  /** Looks at everything that only time brings: silence, and grants that did not come back. */
  review(): Promise<void>;
  /** Resolves when everything mirrored so far has been read. */
  idle(): Promise<void>;
  /** Stops after the page under way; the next start goes on from there. */
  close(): Promise<void>;
}

/** Leaves judged in one transaction: at most 4 MiB in memory. */
const pageLeaves = 256;
const reviewMs = 3_600_000;

const evidenceKinds: Readonly<Record<string, "log-forked" | "log-inconsistent" | "log-rotation">> = {
  fork: "log-forked",
  inconsistent: "log-inconsistent",
  rotation: "log-rotation",
};

/**
 * Begins to monitor, going on where the last run stopped.
 *
 * Each page of leaves is judged and its findings are kept together with how far it came, in one transaction: a stop
 * at any moment loses nothing and tells nothing twice. Between pages everybody else gets their turn.
 */
export function startMonitor(parts: MonitorParts): Monitor {
  const monitor = new LogMonitor(parts);
  monitor.start();
  return monitor;
}

class LogMonitor implements Monitor {
  readonly #parts: MonitorParts;
  readonly #knowledge: KnowledgeSource;
  readonly #waiting = new Set<string>();
  #run: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#knowledge = openKnowledge(parts.database, parts.directory);
  }

  start(): void {
    for (const origin of this.#parts.stations.origins()) {
      this.nudge(origin);
    }
    this.#timer = setInterval(() => void this.#guarded(() => this.review()), reviewMs);
    this.#timer.unref();
    void this.#guarded(() => this.review());
  }

  nudge(origin: string): void {
    if (!this.#isClosed) {
      this.#waiting.add(origin);
      this.#run ??= this.#work().finally(() => {
        this.#run = null;
      });
    }
  }

  async acknowledged(
    origin: string,
    earlier: { readonly size: number },
    now: { readonly size: number },
  ): Promise<void> {
    if (now.size < earlier.size) {
      const detail = `${earlier.size} ${now.size}`;
      await this.#parts.database
        .transaction()
        .execute((change) =>
          raise(
            change,
            origin,
            { kind: "log-rolled-back", subject: detail, detail, entries: [], once: true },
            this.#parts.clock.now(),
          ),
        );
    }
  }

  async review(): Promise<void> {
    await this.idle();
    if (!this.#isClosed) {
      await review(this.#parts);
    }
  }

  async idle(): Promise<void> {
    while (this.#run !== null) {
      // oxlint-disable-next-line no-await-in-loop -- what was nudged meanwhile is waited for as well
      await this.#run;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    clearInterval(this.#timer ?? undefined);
    await this.#run;
  }

  async #work(): Promise<void> {
    // Whoever nudged has its answer to send first.
    await setImmediate();
    for (const origin of this.#waiting) {
      this.#waiting.delete(origin);
      // oxlint-disable-next-line no-await-in-loop -- one log after the other keeps memory bounded
      await this.#guarded(() => this.#follow(origin));
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.onIncident(newIncident(), error);
    }
  }

  async #follow(origin: string): Promise<void> {
    let cursor = await readCursor(this.#parts.database, this.#parts.secrets, origin);
    for (;;) {
      const leaves = this.#parts.mirror.leaves(origin, cursor.state.size, cursor.state.size + pageLeaves);
      const fresh = this.#parts.mirror.evidence(origin).filter(({ id }) => id > cursor.evidence);
      if (this.#isClosed || (leaves.length === 0 && fresh.length === 0)) {
        return;
      }
      const sightings = new Sightings();
      for (const { id, kind } of fresh) {
        const known = evidenceKinds[kind] ?? "log-inconsistent";
        sightings.add({ kind: known, subject: `evidence-${id}`, detail: String(id) }, null);
      }
      // oxlint-disable-next-line no-await-in-loop -- the pages of a log follow one another
      cursor = await this.#page(
        origin,
        { ...cursor, evidence: fresh.at(-1)?.id ?? cursor.evidence },
        leaves,
        sightings,
      );
      // oxlint-disable-next-line no-await-in-loop -- between pages uploads and people get their turn
      await setImmediate();
    }
  }

  async #page(origin: string, cursor: Cursor, leaves: readonly Uint8Array[], sightings: Sightings): Promise<Cursor> {
    const { database, mirror, policy, secrets, clock, cosigner, travelKey } = this.#parts;
    const knowledge = await this.#knowledge.about(origin, cursor.state, leaves);
    let state: WatchState = cursor.state;
    let seal: SealState | null = state.size === 0 ? this.#firstSeal(origin, leaves[0]) : cursor.seal;
    const facts = factsFrom(knowledge, {
      origin,
      cosigner,
      travelKey,
      quietHours: monitoringOf(policy).quietHours,
      isSealShared: seal !== null,
      held: (former) => {
        const { size, root } = mirror.head(former);
        return { size, root: base64(root) };
      },
      cosigned: (size, root, time) => mirror.hasCosigned(origin, size, root, time),
    });
    for (const leaf of leaves) {
      const watched = watchLeaf(state, seal, leaf, facts);
      for (const observation of watched.observations) {
        sightings.add(observation, state.size);
      }
      ({ state, seal } = watched);
    }
    const after = { state, seal, evidence: cursor.evidence };
    await database.transaction().execute(async (change) => {
      for (const sighting of sightings.all()) {
        // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
        await raise(change, origin, sighting, clock.now());
      }
      await saveTraces(change, origin, knowledge.traces);
      await saveCursor(change, secrets, origin, after);
    });
    return after;
  }

  /** The seal before the first leaf; `null` when this log does not share it with headquarters. */
  #firstSeal(origin: string, genesis: Uint8Array | undefined): SealState | null {
    const { name, privateKey } = this.#parts.sealRecipient;
    const read = genesis === undefined ? "unknown-shape" : readLeaf(genesis);
    if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "genesis") {
      return null;
    }
    const shared = read.entry.b.seal.find(({ to }) => to === name);
    try {
      return shared === undefined
        ? null
        : firstSeal(openFirstKey(privateKey, origin, { enc: fromBase64url(shared.enc), ct: fromBase64url(shared.ct) }));
    } catch (error) {
      if (error instanceof FormatError) {
        return null;
      }
      throw error;
    }
  }
}
