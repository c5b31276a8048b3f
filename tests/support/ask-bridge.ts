import type { Page } from "playwright-core";

/** Asks through the bridge of the page, for the steps that belong to other screens. */
export async function ask(page: Page, room: string, verb: string, input?: object): Promise<unknown> {
  const asked = { room, verb, input: input ?? null };
  const answer = await page.evaluate(async (call) => {
    type Bridge = Record<string, Record<string, (input?: unknown) => Promise<{ ok: boolean; value?: unknown }>>>;
    const bridge = (window as unknown as { workstation: Bridge }).workstation;
    return bridge[call.room]?.[call.verb]?.(call.input ?? undefined);
  }, asked);
  if (answer?.ok !== true) {
    throw new Error(`${room}.${verb}: ${JSON.stringify(answer)}`);
  }
  return answer.value;
}
