import type { Failure, FailureCode } from "../../../shared/failure.ts";

const statuses: Partial<Record<FailureCode, number>> = {
  "bad-request": 400,
  "not-signed-in": 401,
  "not-found": 404,
  "already-decided": 409,
  "footage-unavailable": 410,
  internal: 500,
};

/** HTTP status of a refusal. The body says the rest; 403 is "understood, and no". */
export function statusOf({ code }: Failure): number {
  return statuses[code] ?? 403;
}
