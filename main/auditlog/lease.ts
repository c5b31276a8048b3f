import type { EntryBody } from "../formats/log-entry.ts";

const committed = new WeakSet<object>();

/**
 * Proof that a `view.lease` entry is durable (rule R2).
 *
 * The vault gives no byte of footage without one, and only a committed append makes one: a look-alike
 * object is not accepted by `isDurableLease`.
 */
export class DurableLease {
  // Private members make the type nominal: no other object has this type.
  readonly #body: EntryBody<"view.lease">;
  readonly index: number;

  private constructor(index: number, body: EntryBody<"view.lease">) {
    this.index = index;
    this.#body = body;
  }

  get body(): EntryBody<"view.lease"> {
    return this.#body;
  }

  /** @internal Called by the log after its commit; the room's index does not export this class as a value. */
  static afterCommit(index: number, body: EntryBody<"view.lease">): DurableLease {
    const lease = new DurableLease(index, Object.freeze(structuredClone(body)));
    committed.add(lease);
    return lease;
  }
}

/** True only for a lease whose entry has been committed by a log in this process. */
export function isDurableLease(value: unknown): value is DurableLease {
  return typeof value === "object" && value !== null && committed.has(value);
}
