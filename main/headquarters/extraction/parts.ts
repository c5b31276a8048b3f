import type { KeyObject } from "node:crypto";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { ActReader } from "../acts.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Custody } from "../custody.ts";
import type { Database } from "../database/database.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Retention } from "../retention/index.ts";
import type { Secrets } from "../secrets.ts";
import type { Stations } from "../stations.ts";

/** What taking evidence works with. */
export interface ExtractionParts {
  readonly policy: PolicyPack;
  readonly clock: HeadquartersClock;
  readonly database: Database;
  readonly acts: ActReader;
  readonly catalogue: Catalogue;
  readonly custody: Custody;
  readonly secrets: Secrets;
  readonly stations: Stations;
  readonly journal: Journal;
  /** Nothing is cut from a recording while it is being destroyed. */
  readonly inTurn: Retention["inTurn"];
  /** Folder of packages, sealed originals and kept copies. */
  readonly objects: string;
  /** Name and key of ingest, which sign the frame tree. */
  readonly signer: { readonly name: string; readonly key: KeyObject };
}
