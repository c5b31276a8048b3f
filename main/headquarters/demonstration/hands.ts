import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../../shared/failure.ts";
import type { Role } from "../../../shared/model/person.ts";
import type { Result } from "../../../shared/result.ts";
import { encodeCanonical, type JsonValue } from "../../formats/canonical-json.ts";
import { signCms } from "../../formats/cms.ts";
import { openToken } from "../../formats/pkcs12.ts";
import { demonstrationPeople, type DemonstrationPerson } from "./people.ts";

/** Signs an act as one of the invented persons would, with their token and PIN. */
export type Sign = (person: string, act: { readonly at: string }) => Uint8Array;

/** The hands of the invented persons; a token is opened once, because that is slow by intent. */
export function handsOf(tokensFolder: string): Sign {
  const opened = new Map<string, Parameters<typeof signCms>[1]>();
  const open = (person: string, at: Date): Parameters<typeof signCms>[1] => {
    const { pin } = find((one) => one.person === person);
    const token = openToken(readFileSync(join(tokensFolder, `${person}.p12`)), pin);
    if (!token.ok) {
      throw new Error("demonstration token does not open");
    }
    return { ...token, at };
  };
  return (person, act) => {
    const at = new Date(act.at);
    const signer = opened.get(person) ?? open(person, at);
    opened.set(person, signer);
    // JSON text holds nothing but JSON values, and no absent members, which canonical JSON has no word for.
    return signCms(encodeCanonical(JSON.parse(JSON.stringify(act)) as JsonValue), { ...signer, at });
  };
}

/** The first of the invented persons with this post. */
export function holderOf(role: Role): DemonstrationPerson {
  return find(({ roles }) => roles.includes(role));
}

function find(is: (person: DemonstrationPerson) => boolean): DemonstrationPerson {
  const person = demonstrationPeople.find(is);
  if (person === undefined) {
    throw new Error("demonstration lacks a person");
  }
  return person;
}

/** Insists: the demonstration takes no step that is refused. */
export function required<T>(result: Result<T, Failure>): T {
  if (!result.ok) {
    throw new Error(`demonstration step was refused: ${JSON.stringify(result.failure)}`);
  }
  return result.value;
}
