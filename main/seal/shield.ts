import { protectionSchema, type Protection } from "../../shared/model/station.ts";
import type { ProtectionState } from "../shell/port.ts";

/** Order in which the shield meter shows its protections: that of the contract. */
const meter = protectionSchema.shape.id.options;

/** Without these a station must not call itself sealed. */
const needed: readonly Protection["id"][] = [
  "sandbox",
  "network",
  "storage",
  "printing",
  "keyStore",
  "integrity",
  "kiosk",
];

/** The shield meter (rule R13): what a shell has found, and "unknown" wherever it has not looked. */
export function shieldMeter(found: Readonly<Record<string, ProtectionState>>): Protection[] {
  return meter.map((id) => ({ id, state: Object.hasOwn(found, id) ? (found[id] ?? "unknown") : "unknown" }));
}

/** Whether a station on this shell may call itself sealed. A browser that people can drive never is (design §3.1). */
export function isSealed(kind: "electron" | "chromium", protections: readonly Protection[]): boolean {
  return (
    kind === "electron" && needed.every((id) => protections.some((found) => found.id === id && found.state === "live"))
  );
}
