/** The closed lists of notes. No schemas here, so that a screen can walk them. */

/** Whoever is on duty here; those who are named; everybody in the room, people from outside too. */
export const noteSecrecies = ["office", "named", "room"] as const;
export type NoteSecrecy = (typeof noteSecrecies)[number];

/** `withdrawn` takes a note off the picture; what it said stays in its history. */
export const noteStates = ["open", "resolved", "withdrawn"] as const;
export type NoteState = (typeof noteStates)[number];
