import type { GrantFacts, GrantTrace, WatchFacts } from "../../main/headquarters/monitor/facts.ts";
import type { Observation } from "../../main/headquarters/monitor/observation.ts";
import * as watchRoom from "../../main/headquarters/monitor/watch.ts";
import { firstSeal, type SealState } from "../../main/formats/log-seal.ts";

/** The monitor's walk, or a mutant of it. */
export type Watcher = Pick<typeof watchRoom, "watchLeaf" | "unwatched">;
export const watcher: Watcher = watchRoom;

/** What headquarters knows of the grants and persons of a watched log. */
export interface Known {
  readonly grants?: readonly GrantFacts[];
  /** Persons of the directory; everybody when left out. */
  readonly people?: ReadonlyMap<string, { readonly revokedAt: number | null }>;
  readonly cosigned?: WatchFacts["cosigned"];
  readonly cosigner?: string;
  readonly sealKey?: Uint8Array;
}

/** A kind that was seen, and the log line. */
export interface Seen extends Observation {
  readonly index: number;
}

export function factsAbout(origin: string, known: Known): WatchFacts {
  const traces = new Map<string, GrantTrace>(
    (known.grants ?? []).map(({ grant }) => [
      grant,
      { imported: null, used: null, rejected: null, revoked: null, sittings: [] },
    ]),
  );
  return {
    origin,
    cosigner: known.cosigner ?? "demo/headquarters/cosigner",
    travelKey: "travel",
    quietHours: 48,
    held: () => ({ size: 0, root: "" }),
    isSealShared: known.sealKey !== undefined,
    grant: (id) => known.grants?.find(({ grant }) => grant === id) ?? null,
    trace: (id) => traces.get(id) ?? null,
    person: (id) => (known.people === undefined ? { revokedAt: null } : (known.people.get(id) ?? null)),
    cosigned: known.cosigned ?? (() => null),
  };
}

/** Walks a whole log as the monitor does and tells everything it saw. */
export function watchAll(
  origin: string,
  leaves: readonly Uint8Array[],
  known: Known = {},
  { watchLeaf, unwatched }: Watcher = watcher,
): Seen[] {
  const facts = factsAbout(origin, known);
  let state = unwatched;
  let seal: SealState | null = known.sealKey === undefined ? null : firstSeal(known.sealKey);
  return leaves.flatMap((leaf, index) => {
    const watched = watchLeaf(state, seal, leaf, facts);
    ({ state, seal } = watched);
    return watched.observations.map((observation) => ({ ...observation, index }));
  });
}
