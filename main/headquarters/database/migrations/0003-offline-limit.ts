/**
 * Reason: stations must know for how long they may work alone. Each statement of it is a leaf of headquarters' log;
 * here it lies as it travels, so that every station is handed the latest one.
 */
export const offlineLimit = `
CREATE TABLE offline_limit (
  version INTEGER PRIMARY KEY,
  file TEXT NOT NULL
) STRICT;
`;
