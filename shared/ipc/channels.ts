/**
 * Every message that may cross the preload bridge, by name and nothing else.
 *
 * This file has no imports, so the sandboxed preload can carry the list without
 * carrying the schemas. A name is `room:verb`; the preload turns it into
 * `window.workstation.room.verb`.
 */
export const requestChannels = [
  "station:status",
  "station:setLocale",
  "station:policy",
  "station:tasks",
  "identity:tokens",
  "identity:signIn",
  "identity:signOut",
  "identity:current",
  "identity:unlock",
  "identity:people",
  "footage:search",
  "footage:show",
  "requests:file",
  "requests:list",
  "requests:show",
  "requests:decide",
  "requests:saveDraft",
  "requests:draft",
  "grants:list",
  "viewing:prepare",
  "viewing:current",
  "viewing:checkIn",
  "viewing:checkOut",
  "viewing:acceptNotice",
  "viewing:unlock",
  "viewing:open",
  "viewing:resume",
  "viewing:end",
  "annotations:list",
  "annotations:add",
  "receipts:list",
  "receipts:take",
  "registers:viewings",
  "registers:refusals",
  "findings:list",
  "findings:show",
  "findings:settle",
  "log:details",
  "log:entries",
  "log:find",
  "log:entry",
  "log:verify",
  "log:cancelVerify",
  "log:export",
  "sync:now",
  "bundle:export",
  "bundle:arrivals",
  "bundle:import",
] as const;

export const eventChannels = [
  "station:changed",
  "identity:changed",
  "requests:changed",
  "grants:changed",
  "viewing:changed",
  "annotations:changed",
  "log:verifying",
] as const;

export type RequestChannel = (typeof requestChannels)[number];
export type EventChannel = (typeof eventChannels)[number];
