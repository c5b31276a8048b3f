import { authorisationSchema, type Authorisation, type HeldAuthorisation } from "../../shared/model/authorisation.ts";
import { personIdSchema, roleSchema, personSchema, type Person, type Role } from "../../shared/model/person.ts";
import type { Database } from "./database/database.ts";
import { z } from "zod";

/** A person with what only headquarters needs to know. */
export interface DirectoryEntry {
  readonly person: Person;
  readonly certificatePem: string | null;
  readonly outside: boolean;
  readonly revoked: boolean;
  /** When, in milliseconds since the epoch; what somebody did before stays lawful. */
  readonly revokedAt: number | null;
  /** Graded authorisation as it was set last, in force or not; `null` without one. */
  readonly authorisation: Authorisation | null;
}

/** The persons whom headquarters knows. */
export interface Directory {
  find(person: string): Promise<DirectoryEntry | null>;
  /** Everybody who is not revoked, by id. */
  list(): Promise<readonly Person[]>;
  /** Persons who hold `role` and are not revoked, by id. */
  holding(role: Role): Promise<readonly Person[]>;
  /** Everybody who was ever known, by id. */
  all(): Promise<readonly DirectoryEntry[]>;
  /** The person whose one valid certificate this is. */
  byCertificate(digest: string): Promise<DirectoryEntry | null>;
  add(entry: Omit<DirectoryEntry, "revoked" | "revokedAt" | "authorisation">): Promise<void>;
  /** Everything but the certificate. */
  edit(person: Omit<Person, "certificate">, outside: boolean): Promise<void>;
  /** `null` takes the certificate away; sessions opened with another one end. */
  setCertificate(person: string, certificate: { digest: string; pem: string } | null): Promise<void>;
  revoke(person: string, at: number): Promise<void>;
  /** Adds to the history of the person's authorisations; `null` withdraws. */
  authorise(
    person: string,
    authorisation: Authorisation | null,
    granted: { by: string | null; at: number },
  ): Promise<void>;
  /** Each person's authorisations, newest first. */
  authorisations(): Promise<readonly HeldAuthorisation[]>;
}

const rolesSchema = z.array(roleSchema);

/** Opens the directory over the table `person`. */
export function openDirectory(database: Database): Directory {
  const rows = () =>
    database
      .selectFrom("person")
      .selectAll()
      .select((person) =>
        person
          .selectFrom("authorisation")
          .select("content")
          .whereRef("authorisation.person", "=", "person.person")
          .orderBy("change", "desc")
          .limit(1)
          .as("authorisation"),
      )
      .orderBy("person");
  return {
    async find(person) {
      const row = await rows().where("person", "=", person).executeTakeFirst();
      return row === undefined ? null : fromRow(row);
    },
    async list() {
      return (await rows().where("revoked", "=", 0).execute()).map((row) => fromRow(row).person);
    },
    async all() {
      return (await rows().execute()).map(fromRow);
    },
    async byCertificate(digest) {
      const row = await rows().where("certificate", "=", digest).executeTakeFirst();
      return row === undefined ? null : fromRow(row);
    },
    async holding(role) {
      return (await this.list()).filter(({ roles }) => roles.includes(role));
    },
    async add({ person, certificatePem, outside }) {
      const { roles, certificate, ...record } = person;
      await database
        .insertInto("person")
        .values({
          person: person.person,
          name: person.name,
          record: JSON.stringify(record),
          roles: JSON.stringify(roles),
          outside: outside ? 1 : 0,
          certificate: certificate ?? null,
          certificate_pem: certificatePem,
        })
        .execute();
    },
    async edit({ roles, ...record }, outside) {
      await database
        .updateTable("person")
        .set({
          name: record.name,
          record: JSON.stringify(record),
          roles: JSON.stringify(roles),
          outside: outside ? 1 : 0,
        })
        .where("person", "=", record.person)
        .execute();
    },
    async setCertificate(person, certificate) {
      await database.transaction().execute(async (change) => {
        await change
          .updateTable("person")
          .set({ certificate: certificate?.digest ?? null, certificate_pem: certificate?.pem ?? null })
          .where("person", "=", person)
          .execute();
        await change.deleteFrom("session").where("person", "=", person).execute();
      });
    },
    async authorise(person, authorisation, { by, at }) {
      await database
        .insertInto("authorisation")
        .values({
          person,
          content: authorisation === null ? null : JSON.stringify(authorisation),
          granted_by: by,
          granted_at: at,
        })
        .execute();
    },
    async authorisations() {
      const changes = await database.selectFrom("authorisation").selectAll().orderBy("change", "desc").execute();
      return changes.map(heldFrom);
    },
    async revoke(person, at) {
      await database.transaction().execute(async (change) => {
        await change.updateTable("person").set({ revoked: 1, revoked_at: at }).where("person", "=", person).execute();
        await change.deleteFrom("session").where("person", "=", person).execute();
      });
    },
  };
}

interface Row {
  readonly record: string;
  readonly roles: string;
  readonly certificate: string | null;
  readonly certificate_pem: string | null;
  readonly outside: number;
  readonly revoked: number;
  readonly revoked_at: number | null;
  readonly authorisation: string | null;
}

function fromRow(row: Row): DirectoryEntry {
  const record: unknown = JSON.parse(row.record);
  return {
    person: personSchema.parse({
      ...z.record(z.string(), z.unknown()).parse(record),
      roles: rolesSchema.parse(JSON.parse(row.roles)),
      ...(row.certificate === null ? {} : { certificate: row.certificate }),
    }),
    certificatePem: row.certificate_pem,
    outside: row.outside === 1,
    revoked: row.revoked === 1,
    revokedAt: row.revoked_at,
    authorisation: row.authorisation === null ? null : authorisationSchema.parse(JSON.parse(row.authorisation)),
  };
}

function heldFrom(row: {
  readonly person: string;
  readonly content: string | null;
  readonly granted_by: string | null;
  readonly granted_at: number;
}): HeldAuthorisation {
  return {
    person: personIdSchema.parse(row.person),
    ...(row.content === null ? {} : { authorisation: authorisationSchema.parse(JSON.parse(row.content)) }),
    ...(row.granted_by === null ? {} : { grantedBy: personIdSchema.parse(row.granted_by) }),
    grantedAt: new Date(row.granted_at).toISOString(),
  };
}
