/**
 * Reason: what every station must hold (the policy pack, the register of authorisations) travels with its proof, by line
 * and by stick. It lies here as it was made, so that a restart of headquarters hands nobody the same thing again.
 */
export const standingFiles = `
CREATE TABLE standing_file (
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  digest TEXT NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (kind, version)
) STRICT;
`;
