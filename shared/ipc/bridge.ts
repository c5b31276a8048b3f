import type { Failure } from "../failure.ts";
import type { Result } from "../result.ts";
import type { EventChannel, RequestChannel } from "./channels.ts";
import type { Given, Output, Payload } from "./contract.ts";

type Room<C extends string> = C extends `${infer R}:${string}` ? R : never;
type VerbIn<R extends string, C extends string> = C extends `${R}:${infer V}` ? V : never;

type Call<C extends RequestChannel> = (input: Given<C>) => Promise<Result<Output<C>, Failure>>;
type Subscribe<C extends EventChannel> = (listener: (payload: Payload<C>) => void) => () => void;

/** The shape of `window.workstation`, derived from the channel table; nobody writes it by hand. */
export type Bridge = {
  readonly [R in Room<RequestChannel | EventChannel>]: {
    readonly [V in VerbIn<R, RequestChannel>]: Call<Extract<`${R}:${V}`, RequestChannel>>;
  } & {
    readonly [V in VerbIn<R, EventChannel> as `on${Capitalize<V>}`]: Subscribe<Extract<`${R}:${V}`, EventChannel>>;
  };
};
