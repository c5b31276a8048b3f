import type { Failure } from "../../shared/failure.ts";
import type { Result } from "../../shared/result.ts";

/** Something asked of the station: not yet asked, under way (perhaps with the last answer still shown), here, or refused. */
export type Loadable<T> =
  | { readonly phase: "idle" }
  | { readonly phase: "loading"; readonly value?: T }
  | { readonly phase: "ready"; readonly value: T }
  | { readonly phase: "refused"; readonly failure: Failure; readonly value?: T };

export const idle: Loadable<never> = { phase: "idle" };

export function asking<T>(before: Loadable<T>): Loadable<T> {
  const value = valueOf(before);
  return value === undefined ? { phase: "loading" } : { phase: "loading", value };
}

export function answered<T>(result: Result<T, Failure>, before: Loadable<T>): Loadable<T> {
  if (result.ok) {
    return { phase: "ready", value: result.value };
  }
  const value = valueOf(before);
  return value === undefined
    ? { phase: "refused", failure: result.failure }
    : { phase: "refused", failure: result.failure, value };
}

export function valueOf<T>(loadable: Loadable<T>): T | undefined {
  return loadable.phase === "idle" ? undefined : loadable.value;
}
