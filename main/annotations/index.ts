export { createConfirmedFrames, type ConfirmedFrames } from "./confirmed-frames.ts";
export { checkClip } from "./check-clip.ts";
export { createMarks, type FrameOnScreen, type MarkOrder, type MarkPorts, type Marks } from "./marks.ts";
export { createNotes, type NotePorts, type Notes } from "./notes.ts";
export type { KeptBundles } from "./note-shelf.ts";
