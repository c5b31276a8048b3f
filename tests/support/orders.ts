import { randomBytes } from "node:crypto";
import type { RouteOutput } from "../../shared/http/api.ts";
import type { World } from "./headquarters.ts";

/** An administrator's order as it is signed. */
export function orderAct(
  world: World,
  person: string,
  order: object,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    v: 1,
    t: "administration.order",
    person,
    station: world.station.origin,
    at: world.now().toISOString(),
    nonce: randomBytes(12).toString("base64url"),
    order,
    ...change,
  };
}

function countersignAct(world: World, person: string, orderDigest: string, agree: boolean): Record<string, unknown> {
  const { order: _order, ...act } = orderAct(world, person, {});
  return { ...act, t: "administration.countersign", orderDigest, agree };
}

type Answer = Awaited<ReturnType<typeof send>>;

async function send(world: World, person: string, act: Record<string, unknown>) {
  return world.call("administer", { cms: world.sign(person, act) }, { session: await world.signIn(person) });
}

/** Orders as this administrator, signed in and signing. */
export function giveOrder(world: World, order: object, person = "p-admin"): Promise<Answer> {
  return send(world, person, orderAct(world, person, order));
}

/** Countersigns, or says no. */
export function countersign(
  world: World,
  orderDigest: string,
  person = "p-secondadmin",
  agree = true,
): Promise<Answer> {
  return send(world, person, countersignAct(world, person, orderDigest, agree));
}

/** Orders and countersigns where that is needed; its digest. @throws when either is refused. */
export async function ordered(world: World, order: object): Promise<string> {
  const first = await giveOrder(world, order);
  if (!first.ok) {
    throw new Error(`order refused: ${JSON.stringify(first.failure)}`);
  }
  if (first.value.state === "waiting") {
    const second = await countersign(world, first.value.digest);
    if (!second.ok) {
      throw new Error(`countersignature refused: ${JSON.stringify(second.failure)}`);
    }
  }
  return first.value.digest;
}

/** What the administrator's screens show. */
export async function viewOf(world: World, person = "p-admin"): Promise<RouteOutput<"administration">> {
  const answer = await world.call("administration", {}, { session: await world.signIn(person) });
  if (!answer.ok) {
    throw new Error(`view refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}
