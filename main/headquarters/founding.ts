import { randomInt } from "node:crypto";
import { personIdSchema } from "../../shared/model/person.ts";
import type { Administration } from "./port.ts";

/** An administrator of the first hour, with a token and the PIN that is shown once. */
export interface Founder {
  readonly person: string;
  readonly name: string;
  readonly pin: string;
  readonly token: Uint8Array;
}

const fewest = 2;

/**
 * Makes the first administrators of a headquarters that knows nobody yet; from then on orders are signed.
 *
 * @returns `null` when somebody is known already, or there are fewer than two different names.
 */
export async function foundHeadquarters(
  administration: Administration,
  names: readonly string[],
  unit: string,
): Promise<Founder[] | null> {
  if (
    new Set(names).size < fewest ||
    new Set(names).size !== names.length ||
    (await administration.people()).length > 0
  ) {
    return null;
  }
  const founders: Founder[] = [];
  for (const [index, name] of names.entries()) {
    const person = personIdSchema.parse(`p-${String(index + 1).padStart(4, "0")}`);
    const pin = String(randomInt(10_000_000, 100_000_000));
    // oxlint-disable no-await-in-loop -- in the order of their numbers
    await administration.addPerson({
      person,
      name,
      latinName: name,
      unit,
      post: "",
      certificateNo: "",
      roles: ["administrator"],
    });
    const token = await administration.issueToken(person, pin);
    // oxlint-enable no-await-in-loop
    if (!token.ok) {
      throw new Error("token of a founder was refused");
    }
    founders.push({ person, name, pin, token: token.value });
  }
  return founders;
}
