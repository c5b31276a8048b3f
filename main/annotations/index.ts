export { createMarks, type FrameOnScreen, type MarkOrder, type MarkPorts, type Marks } from "./marks.ts";
