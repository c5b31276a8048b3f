import { roleSchema, personSchema, type Person, type Role } from "../../shared/model/person.ts";
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
}

/** The persons whom headquarters knows. */
export interface Directory {
  find(person: string): Promise<DirectoryEntry | null>;
  /** Everybody who is not revoked, by id. */
  list(): Promise<readonly Person[]>;
  /** Persons who hold `role` and are not revoked, by id. */
  holding(role: Role): Promise<readonly Person[]>;
  add(entry: Omit<DirectoryEntry, "revoked" | "revokedAt">): Promise<void>;
  setCertificate(person: string, certificate: { digest: string; pem: string }): Promise<void>;
  revoke(person: string, at: number): Promise<void>;
}

const rolesSchema = z.array(roleSchema);

/** Opens the directory over the table `person`. */
export function openDirectory(database: Database): Directory {
  const rows = () => database.selectFrom("person").selectAll().orderBy("person");
  return {
    async find(person) {
      const row = await rows().where("person", "=", person).executeTakeFirst();
      return row === undefined ? null : fromRow(row);
    },
    async list() {
      return (await rows().where("revoked", "=", 0).execute()).map((row) => fromRow(row).person);
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
    async setCertificate(person, { digest, pem }) {
      await database
        .updateTable("person")
        .set({ certificate: digest, certificate_pem: pem })
        .where("person", "=", person)
        .execute();
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
  };
}
