import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asset, World } from "../support/headquarters.ts";

describe("headquarters over mTLS", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it("walks a request to a grant", async () => {
    const request = await world.filed();
    expect(request.state).toBe("pending");
    const decided = await world.decide("p-approver", request);
    expect(world.incidents).toEqual([]);
    expect(decided).toMatchObject({ ok: true, value: { state: "approved" } });
    expect(asset).toBeTruthy();
  });
});
