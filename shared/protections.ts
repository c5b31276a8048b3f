/** Lines of the shield meter (rule R13), in the order in which people read them. */
export const protectionIds = [
  "sandbox",
  "capture",
  "displays",
  "lockScreen",
  "clipboard",
  "printing",
  "network",
  "storage",
  "keyStore",
  "integrity",
  "kiosk",
  "memory",
  "recorders",
  "devices",
  "sound",
] as const;
export type ProtectionId = (typeof protectionIds)[number];
