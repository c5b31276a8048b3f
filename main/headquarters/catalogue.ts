import { sql, type SelectQueryBuilder } from "kysely";
import { z } from "zod";
import {
  footageSchema,
  secrecySchema,
  type Footage,
  type FootagePage,
  type FootageQuery,
  type Secrecy,
} from "../../shared/model/footage.ts";
import { isInForce } from "../../shared/access/authorisation.ts";
import { gradeCarries, isWithinCeiling, type Grading } from "../../shared/access/grades.ts";
import type { Authorisation } from "../../shared/model/authorisation.ts";
import type { Role } from "../../shared/model/person.ts";
import type { Database } from "./database/database.ts";
import type { Tables } from "./database/tables.ts";
import type { DirectoryEntry } from "./directory.ts";
import type { IngestedFootage } from "./ingest/index.ts";
import type { HeadquartersClock } from "./port.ts";

/** A recording with what grants and packages need to know of it. */
export interface CatalogueEntry {
  readonly footage: Footage;
  readonly packageFile: string;
  readonly treeDepth: number;
  readonly segments: readonly { readonly firstFrame: number; readonly frames: number }[];
}

/** The list of all recordings. It shows what a recording is, never any of it. */
export interface Catalogue {
  search(query: FootageQuery, reader: DirectoryEntry): Promise<FootagePage>;
  /** @returns `null` alike when there is no such recording and when the reader may not know of it. */
  show(asset: string, reader: DirectoryEntry): Promise<Footage | null>;
  find(asset: string): Promise<CatalogueEntry | null>;
  /** Name of the package among the objects; asked for every piece of it, so nothing else is read. */
  packageOf(asset: string): Promise<string | null>;
  list(): Promise<readonly Footage[]>;
  /** Every recording of a case, for headquarters' own work. */
  ofCase(caseNo: string): Promise<readonly Footage[]>;
  /** What this reader may know of, the oldest recording first, leaving out what is destroyed; and how much there is. */
  oldest(reader: DirectoryEntry, limit: number): Promise<{ readonly rows: readonly Footage[]; readonly total: number }>;
  /** Writes down what became of a recording. Nothing else of a row ever changes. */
  change(asset: string, change: Partial<Pick<Footage, "state" | "destroyedOn">>): Promise<void>;
  add(ingested: IngestedFootage): Promise<void>;
}

type Rows = SelectQueryBuilder<Tables, "footage", object>;

const outsideSecrecy: readonly Secrecy[] = ["none", "internal", "privacy", "business"];
const stateSecrecy: readonly Secrecy[] = ["confidential", "secret", "topSecret"];
/** Roles that see every recording of the authority, except state secrets. */
const catalogueRoles: readonly Role[] = [
  "caseOfficer",
  "approver",
  "roomSupervisor",
  "inspector",
  "legalOfficer",
  "archivist",
  "compliance",
  "administrator",
];
/** Roles that also see that a recording with a state secret exists (need to know, form F16). */
const secretRoles: readonly Role[] = ["approver", "legalOfficer", "archivist"];
const facetSize = 100;

const segmentsSchema = z.array(z.object({ firstFrame: z.int(), frames: z.int() }));

/** Opens the catalogue over the table `footage`. */
export function openCatalogue(database: Database, clock: HeadquartersClock, policy: Grading): Catalogue {
  const entry = async (asset: string): Promise<CatalogueEntry | null> => {
    const row = await database.selectFrom("footage").selectAll().where("asset", "=", asset).executeTakeFirst();
    return row === undefined
      ? null
      : {
          footage: toFootage(row),
          packageFile: row.package_file,
          treeDepth: row.tree_depth,
          segments: segmentsSchema.parse(JSON.parse(row.segments)),
        };
  };

  return {
    async search(query, reader) {
      const found = (): Rows =>
        matching(visibleTo(database.selectFrom("footage"), reader, { policy, now: clock.now() }), query);
      const { total } = await found()
        .select(({ fn }) => fn.countAll<number>().as("total"))
        .executeTakeFirstOrThrow();
      const rows = await found()
        .select("record")
        .orderBy("recorded_from", "desc")
        .orderBy("asset")
        .limit(query.pageSize)
        .offset(query.page * query.pageSize)
        .execute();
      const facet = async (
        name: FootagePage["facets"][number]["name"],
        column: "unit" | "device" | "case_no" | "kind",
      ) => ({
        name,
        values: await found()
          .select([`${column} as value`, ({ fn }) => fn.countAll<number>().as("count")])
          .groupBy(column)
          .orderBy("count", "desc")
          .orderBy("value")
          .limit(facetSize)
          .execute(),
      });
      return {
        total,
        rows: rows.map(toFootage),
        facets: [
          await facet("unit", "unit"),
          await facet("device", "device"),
          await facet("caseNo", "case_no"),
          await facet("kind", "kind"),
        ],
      };
    },
    async show(asset, reader) {
      const row = await visibleTo(database.selectFrom("footage"), reader, { policy, now: clock.now() })
        .select("record")
        .where("asset", "=", asset)
        .executeTakeFirst();
      return row === undefined ? null : toFootage(row);
    },
    find: entry,
    async packageOf(asset) {
      const row = await database
        .selectFrom("footage")
        .select("package_file")
        .where("asset", "=", asset)
        .executeTakeFirst();
      return row?.package_file ?? null;
    },
    async list() {
      return (await database.selectFrom("footage").select("record").orderBy("asset").execute()).map(toFootage);
    },
    async ofCase(caseNo) {
      const rows = database.selectFrom("footage").select("record").where("case_no", "=", caseNo).orderBy("asset");
      return (await rows.execute()).map(toFootage);
    },
    async oldest(reader, limit) {
      const kept = () =>
        visibleTo(database.selectFrom("footage"), reader, { policy, now: clock.now() }).where(
          sql<boolean>`json_extract(record, '$.destroyedOn') is null`,
        );
      const { total } = await kept()
        .select(({ fn }) => fn.countAll<number>().as("total"))
        .executeTakeFirstOrThrow();
      const rows = await kept().select("record").orderBy("recorded_from").orderBy("asset").limit(limit).execute();
      return { rows: rows.map(toFootage), total };
    },
    async change(asset, change) {
      const row = await database
        .selectFrom("footage")
        .select("record")
        .where("asset", "=", asset)
        .executeTakeFirstOrThrow();
      const record = JSON.stringify({ ...toFootage(row), ...change });
      await database.updateTable("footage").set({ record }).where("asset", "=", asset).execute();
    },
    async add({ footage, packageFile, treeDepth, segmentFrames }) {
      await database.transaction().execute(async (change) => {
        await change
          .insertInto("footage")
          .values({
            asset: footage.asset,
            kind: footage.kind,
            unit: footage.unit,
            squad: footage.squad,
            device: footage.device,
            case_no: footage.caseNo,
            secrecy: footage.secrecy,
            volume: footage.volume,
            recorded_from: Date.parse(footage.recordedFrom),
            recorded_to: Date.parse(footage.recordedTo),
            words: wordsOf(footage),
            record: JSON.stringify(footage),
            package_file: packageFile,
            tree_depth: treeDepth,
            segments: JSON.stringify(segmentFrames),
          })
          .execute();
        const wearers = new Set(footage.wearers.map(({ person }) => person));
        await change
          .insertInto("footage_wearer")
          .values([...wearers].map((person) => ({ asset: footage.asset, person })))
          .execute();
      });
    },
  };
}

/** Narrows to what this reader may know of: graded authorisation and need to know (O-2, O-104, O-105). */
function visibleTo(
  rows: Rows,
  { person, outside, authorisation }: DirectoryEntry,
  { policy, now }: { readonly policy: Grading; readonly now: number },
): Rows {
  const holdsOne = (roles: readonly Role[]): boolean => person.roles.some((role) => roles.includes(role));
  if (outside) {
    return rows.where("secrecy", "in", outsideSecrecy).where("volume", "=", "main");
  }
  const counts =
    authorisation !== null &&
    isInForce(authorisation, now) &&
    gradeCarries(policy, authorisation.grade, authorisation.ceiling);
  if (!counts) {
    return rows.where(sql<boolean>`false`);
  }
  const own = sql<boolean>`exists (select 1 from footage_wearer w where w.asset = footage.asset and w.person = ${person.person})`;
  const graded = rows.where(
    "secrecy",
    "in",
    secrecySchema.options.filter((secrecy) => isWithinCeiling(policy, secrecy, authorisation.ceiling)),
  );
  if (!holdsOne(catalogueRoles)) {
    return graded.where(own);
  }
  const within = graded.where((footage) => footage.or([scopeOf(authorisation), own]));
  return holdsOne(secretRoles)
    ? within
    : within.where((footage) => footage.or([footage("secrecy", "not in", stateSecrecy), own]));
}

/** 范围 of form F17 as a condition on rows. */
function scopeOf({ scope }: Authorisation): ReturnType<typeof sql<boolean>> {
  switch (scope.kind) {
    case "self":
      return sql<boolean>`false`;
    case "squad":
      return sql<boolean>`(unit = ${scope.unit} and squad = ${scope.squad})`;
    case "unit":
      return sql<boolean>`unit = ${scope.unit}`;
    case "subordinates":
      return sql<boolean>`unit in (${sql.join(scope.units)})`;
    case "cases":
      return sql<boolean>`case_no in (${sql.join(scope.cases)})`;
  }
  return sql<boolean>`false`;
}

function matching(rows: Rows, query: FootageQuery): Rows {
  let found = rows;
  for (const word of fold(query.text).split(/\s+/u)) {
    if (word !== "") {
      found = found.where(sql<boolean>`instr(words, ${word}) > 0`);
    }
  }
  const equal = [
    ["unit", query.unit],
    ["device", query.device],
    ["case_no", query.caseNo],
    ["kind", query.kind],
  ] as const;
  for (const [column, value] of equal) {
    found = value === undefined ? found : found.where(column, "=", value);
  }
  if (query.person !== undefined) {
    found = found.where(
      sql<boolean>`exists (select 1 from footage_wearer w where w.asset = footage.asset and w.person = ${query.person})`,
    );
  }
  found = query.from === undefined ? found : found.where("recorded_to", ">=", Date.parse(query.from));
  return query.to === undefined ? found : found.where("recorded_from", "<=", Date.parse(query.to));
}

/** One form for the two widths and the two cases of a letter, so that `ＷＨ` and `wh` find each other. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function wordsOf(footage: Footage): string {
  const { asset, title, unit, squad, device, place, inspectedUnit, caseNo, caseCause, caseParty, custodian } = footage;
  const wearers = footage.wearers.flatMap(({ name, certificateNo }) => [name, certificateNo]);
  return fold(
    [asset, title, unit, squad, device, place, inspectedUnit, caseNo, caseCause, caseParty, custodian, ...wearers].join(
      "\n",
    ),
  );
}

function toFootage(row: { readonly record: string }): Footage {
  return footageSchema.parse(JSON.parse(row.record));
}
